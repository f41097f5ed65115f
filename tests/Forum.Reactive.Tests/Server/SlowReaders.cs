using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Server;

/// <summary>A client that does not read is read no further, costs a bounded amount of memory, and is cut off after 30 s.</summary>
public sealed class SlowReaders : IDisposable
{
    private const string ReadAll = "RDM 01 Jan 2000 00:00:00";
    private static readonly SimulatedTcpOptions Tcp = new() { Window = 16 * 1024 };
    private const int MostReceived = 64 * 1024; // In one piece
    private readonly ForumWorld _world = new(tcp: Tcp);

    public SlowReaders()
    {
        var yoda = _world.Yoda();
        string text = new('x', 1000);
        for (var i = 0; i < 500; i++)
        {
            yoda.Ask($"MSG {text}");
        }

        yoda.Ask("OUT");
    }

    [Fact]
    public void A_reader_that_does_not_read_is_cut_off_after_thirty_seconds_and_logged_out()
    {
        var client = _world.Hans();
        client.Connection.Pause();
        var before = _world.Now;
        client.Send(ReadAll);
        _world.PassUntil(before.AddSeconds(30));
        Assert.Equal(1, _world.Server.ActiveUsers.Count);
        _world.Pass(TimeSpan.FromTicks(20));
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        Assert.NotNull(client.Error);
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void A_reader_that_reads_a_little_now_and_then_stays()
    {
        var client = _world.Hans();
        client.Connection.Pause();
        client.Send(ReadAll, "NOOP");
        for (var i = 0; i < 10; i++)
        {
            _world.Pass(TimeSpan.FromSeconds(29));
            client.Connection.Resume();
            client.Connection.Pause();
        }

        Assert.Null(client.Error);
        client.Connection.Resume();
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["215 500 messages", "200 OK"], client.Take()[^2..]);
    }

    [Fact]
    public void A_client_that_does_not_read_is_read_no_further_and_goes_on_where_it_was()
    {
        const int others = 20_000;
        var client = _world.Hans();
        client.Connection.Pause();
        client.Send([ReadAll, ReadAll, .. Enumerable.Repeat("NOOP", others)]);
        _world.Pass(TimeSpan.FromSeconds(10));
        Assert.InRange(client.UnsentBytes, (others * "NOOP\n".Length) - (4 * Tcp.Window), int.MaxValue);
        client.Connection.Resume();
        _world.Pass(TimeSpan.FromMilliseconds(100));
        var lines = client.Take();
        Assert.Equal(2, lines.Count(line => line == "215 500 messages"));
        Assert.Equal(others, lines.Count(line => line == "200 OK"));
    }

    [Fact]
    public void What_is_answered_to_a_client_that_does_not_read_is_bounded()
    {
        const int requests = 20_000;
        var client = _world.Connect();
        var answerLength = string.Join('\n', client.Ask("HELP")).Length + 1;
        client.Connection.Pause();
        client.Send([.. Enumerable.Repeat("HELP", requests)]);
        _world.Pass(TimeSpan.FromSeconds(1));

        // What was sent and is neither unsent nor on its way was answered, into memory, or is in the piece that waits for its turn.
        var taken = requests - ((client.UnsentBytes + Tcp.Window) / "HELP\n".Length);
        var answered = taken - (MostReceived / "HELP\n".Length);
        Assert.InRange(taken, 1, requests);
        Assert.InRange(answered * answerLength, int.MinValue, 4 * SessionOutput.HighWater);
    }

    [Fact]
    public void A_reader_that_closes_its_side_and_never_reads_leaves_no_connection_behind()
    {
        _world.Pass(TimeSpan.FromSeconds(10)); // Until the writer's connection is closed
        var client = _world.Connect();
        client.Connection.Pause();
        client.Send([.. Enumerable.Repeat("HELP", 40)]);
        client.Connection.CloseOutput();
        _world.Settle();
        Assert.Equal(1, _world.Server.ConnectionCount);
        _world.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    public void Dispose() => _world.Dispose();
}
