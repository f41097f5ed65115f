using System.Globalization;
using System.Text;
using Forum.Reactive.Access;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>The server program, running in a folder of its own on a port that was free.</summary>
internal sealed class TestServer : IDisposable
{
    /// <summary>The users of the usual credentials file.</summary>
    public static readonly IReadOnlyDictionary<string, string> Passwords = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["yoda"] = "comp9331",
        ["hans"] = "comp9331*",
        ["luke"] = "comp3331",
        ["leia"] = "falcon#7",
    };

    private const string Announcement = "The server listens on port ";

    private TestServer(TestFolder folder, RunningProgram program, int port) =>
        (Folder, Program, Port) = (folder, program, port);

    public TestFolder Folder { get; }

    public RunningProgram Program { get; }

    public int Port { get; }

    public LogFile UserLog => new(Folder.File("userlog.txt"));

    public LogFile MessageLog => new(Folder.File("messagelog.txt"));

    /// <summary>Starts with the usual users.</summary>
    public static Task<TestServer> Start(params IEnumerable<string> options) => Start(Passwords, options);

    /// <summary>Starts with these users.</summary>
    public static Task<TestServer> Start(
        IReadOnlyDictionary<string, string> passwords,
        params IEnumerable<string> options
    ) => StartOn(host: null, passwords, options);

    /// <summary>Starts with the usual users on a host of a <see cref="NatBox"/>.</summary>
    public static Task<TestServer> StartOn(string host, params IEnumerable<string> options) =>
        StartOn(host, Passwords, options);

    private static async Task<TestServer> StartOn(
        string? host,
        IReadOnlyDictionary<string, string> passwords,
        IEnumerable<string> options
    )
    {
        var folder = new TestFolder();
        await WriteCredentials(folder, passwords);
        var program = RunningProgram.StartOn(host, "ServerApp", folder.FullName, ["0", "3", .. options]);
        return new TestServer(folder, program, await PortOf(program));
    }

    /// <summary>Writes a credentials file.</summary>
    public static async Task WriteCredentials(TestFolder folder, IReadOnlyDictionary<string, string> passwords)
    {
        await File.WriteAllLinesAsync(
            folder.File("credentials.txt"),
            // Hashed, so that no warning is printed; once, so that no test waits for it.
            passwords.Select(user => $"{user.Key} {PasswordHash.Of(Encoding.UTF8.GetBytes(user.Value), iterations: 1)}")
        );
        RestrictToOwner(folder.File("credentials.txt"));
    }

    /// <summary>Lets nobody but its owner read a file.</summary>
    public static void RestrictToOwner(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Waits until a server program says on which port it listens.</summary>
    public static async Task<int> PortOf(RunningProgram program)
    {
        var line = await program.Prints(text => text.StartsWith(Announcement, StringComparison.Ordinal), Announcement);
        return int.Parse(line[Announcement.Length..].TrimEnd('.'), CultureInfo.InvariantCulture);
    }

    /// <summary>Connects a client and reads the greeting.</summary>
    public Task<LineClient> Connect(string from = "127.0.0.1") => LineClient.Greeted(Port, from);

    /// <summary>Connects a client and logs it in.</summary>
    public async Task<LineClient> LogIn(string user, string? password = null, string from = "127.0.0.1")
    {
        var client = await Connect(from);
        Assert.Equal("230 Welcome to TOOM!", await client.TryLogIn(user, password ?? Passwords[user]));
        return client;
    }

    public void Dispose()
    {
        Program.Dispose();
        Folder.Dispose();
    }
}
