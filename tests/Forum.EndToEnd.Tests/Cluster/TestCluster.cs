using Forum.Cluster;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Cluster;

/// <summary>Three brokers and three servers of one forum, as processes.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly RunningProgram?[] _servers = new RunningProgram?[3];

    public BrokerCluster Brokers { get; } = new();

    /// <summary>Where the servers listen.</summary>
    public int[] Ports { get; } = [.. Enumerable.Range(0, 3).Select(_ => FreePort.Find())];

    public RunningProgram Server(int node) => _servers[node]!;

    /// <summary>Starts all three, and waits until they serve.</summary>
    public static async Task<TestCluster> Start()
    {
        var cluster = new TestCluster();
        await TestServer.WriteCredentials(cluster._folder, TestServer.Passwords);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(cluster.StartServer));
        return cluster;
    }

    /// <summary>Starts a server, and waits until it serves.</summary>
    public async Task StartServer(int node)
    {
        _servers[node]?.Dispose();
        _servers[node] = StartServer(node, $"n{node}", failures: 3);
        await TestServer.PortOf(_servers[node]!);
    }

    /// <summary>Starts a server of this name, which may be refused.</summary>
    public RunningProgram StartServer(int node, string name, int failures, params IEnumerable<string> options)
    {
        Directory.CreateDirectory(_folder.File(name));
        return RunningProgram.Start(
            "ServerApp",
            _folder.FullName,
            [
                $"{(node < 0 ? 0 : Ports[node])}",
                $"{failures}",
                "--cluster",
                Brokers.Urls,
                "--forum",
                "class",
                "--node",
                name,
                "--log-dir",
                name,
                .. options,
            ]
        );
    }

    public async Task<LineClient> LogIn(int node, string user)
    {
        var client = await LineClient.Greeted(Ports[node]);
        Assert.Equal("230 Welcome to TOOM!", await client.TryLogIn(user, TestServer.Passwords[user]));
        return client;
    }

    /// <summary>The board as a node has it: the texts in their order.</summary>
    public async Task<string[]> Board(int node, string user)
    {
        using var client = await LogIn(node, user);
        var lines = await client.AskAll("RDM #0");
        await client.Ask("OUT");
        return [.. lines.Where(line => line.StartsWith("215-", StringComparison.Ordinal)).Select(TextOf)];
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server?.Dispose();
        }

        Brokers.Dispose();
        _folder.Dispose();
    }

    private static string TextOf(string line) => line[(line.LastIndexOf(' ') + 1)..];
}
