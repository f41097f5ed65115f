using System.Net;
using System.Net.Sockets;
using System.Text;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>A system that grants few open files: nobody sees an exception, and the files are written all the same.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<Socket> _crowd = [];

    public DescriptorTests() => File.WriteAllText(_folder.File("credentials.txt"), "yoda comp9331\n");

    public void Dispose()
    {
        _crowd.ForEach(socket => socket.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task Too_few_for_any_connection_are_said()
    {
        using var program = Start(limit: 64);

        var ending = await program.Ends();

        Assert.Equal(1, ending.ExitCode);
        Assert.EndsWith(
            "the system grants this program too few open files for any connection (see ulimit -n)",
            Assert.Single(ending.Errors),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_finds_no_room_is_told_or_closed_and_who_is_there_posts_into_the_file()
    {
        using var program = Start(limit: 250);
        var port = await TestServer.PortOf(program);
        using var yoda = await LineClient.Greeted(port, "127.0.0.1");
        Assert.Equal("230 Welcome to TOOM!", await yoda.TryLogIn("yoda", "comp9331"));
        for (var i = 0; i < 400; i++)
        {
            _crowd.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await _crowd[^1].ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience.Limit);
        }

        var words = new HashSet<string>(await Task.WhenAll(_crowd.Select(FirstWords)), StringComparer.Ordinal);
        string[] expected =
        [
            "220 TOOM/1 ready\n",
            "220 TOOM/1 ready\n421 Too many connections\n", // Gave way to one that came later
            "421 Too many connections\n",
            "",
        ];
        Assert.Subset(expected.ToHashSet(StringComparer.Ordinal), words);
        Assert.Contains(words, said => said.EndsWith("421 Too many connections\n", StringComparison.Ordinal));

        Assert.StartsWith("210 ", await yoda.Ask("MSG still here"), StringComparison.Ordinal);
        var lines = await new LogFile(_folder.File("messagelog.txt")).ShowsCount(1);
        Assert.Contains("still here", lines[0], StringComparison.Ordinal);
    }

    private RunningProgram Start(int limit) =>
        RunningProgram.StartLimited(limit, "ServerApp", _folder.FullName, "0", "3");

    private static async Task<string> FirstWords(Socket socket)
    {
        var buffer = new byte[100];
        try
        {
            var count = await socket.ReceiveAsync(buffer).WaitAsync(Patience.Limit);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
