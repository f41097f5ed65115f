using System.Globalization;
using System.Threading.Channels;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>The client program with pipes for a terminal: what is typed goes in, what it shows is read line by line.</summary>
internal sealed class TestClient : IDisposable
{
    /// <summary>What follows the welcome.</summary>
    public const string Invitation =
        "Enter one of the following commands: MSG, DLT, EDT, RDM, ATU, UPD, OUT. HELP explains them.";

    private const string UdpPortAnnouncement = "Files come in on UDP port ";

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private TestClient(TestFolder folder, RunningProgram program)
    {
        (Folder, Program) = (folder, program);
        program.Output.Subscribe(line => _lines.Writer.TryWrite(line), () => _lines.Writer.TryComplete());
    }

    public TestFolder Folder { get; }

    public RunningProgram Program { get; }

    /// <summary>The UDP port that the program was given, or that it said it was given by the system.</summary>
    public int UdpPort { get; private set; }

    /// <summary>Starts the program in a folder of its own.</summary>
    public static TestClient Start(int port, string host = "127.0.0.1", int udpPort = 0, params string[] options)
    {
        var folder = new TestFolder();
        var program = RunningProgram.Start("ClientApp", folder.FullName, [host, $"{port}", $"{udpPort}", .. options]);
        return new TestClient(folder, program) { UdpPort = udpPort };
    }

    /// <summary>Starts the program and logs in.</summary>
    public static Task<TestClient> LogIn(TestServer server, string user, int udpPort = 0, params string[] options) =>
        LogIn(Start(server.Port, udpPort: udpPort, options: options), user, udpPort);

    /// <summary>Starts the program on a host of a <see cref="NatBox"/> and logs in; on the server's own it is the local host.</summary>
    public static Task<TestClient> LogInFrom(string host, TestServer server, string user, params string[] options)
    {
        var folder = new TestFolder();
        var address = host == NatBox.Public ? "localhost" : NatBox.PublicAddress;
        var program = RunningProgram.StartOn(
            host,
            "ClientApp",
            folder.FullName,
            [address, $"{server.Port}", "0", .. options]
        );
        return LogIn(new TestClient(folder, program), user, udpPort: 0);
    }

    private static async Task<TestClient> LogIn(TestClient client, string user, int udpPort)
    {
        if (udpPort == 0)
        {
            client.UdpPort = await client.ReadUdpPort();
        }

        await client.Enter(user);
        await client.Enter(TestServer.Passwords[user]);
        foreach (var line in (string[])[$"Username: {user}", "Password:", "Welcome to TOOM!", Invitation])
        {
            Assert.Equal(line, await client.Read());
        }

        return client;
    }

    /// <summary>Types a line.</summary>
    public Task Enter(string line) => Program.Type(line);

    /// <summary>The next line that the client shows.</summary>
    /// <exception cref="ChannelClosedException">The program has ended.</exception>
    public Task<string> Read() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <summary>Reads what a program says that was left the choice of its UDP port.</summary>
    public async Task<int> ReadUdpPort()
    {
        var line = await Read();
        Assert.StartsWith(UdpPortAnnouncement, line, StringComparison.Ordinal);
        return int.Parse(line[UdpPortAnnouncement.Length..].TrimEnd('.'), CultureInfo.InvariantCulture);
    }

    /// <summary>Types a command; it is shown behind the prompt.</summary>
    /// <returns>The next line, the first one of the answer.</returns>
    public async Task<string> Ask(string command)
    {
        await Enter(command);
        Assert.Equal($"> {command}", await Read());
        return await Read();
    }

    public void Dispose()
    {
        Program.Dispose();
        Folder.Dispose();
    }
}
