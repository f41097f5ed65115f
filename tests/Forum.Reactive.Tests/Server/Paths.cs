using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>How two clients tell each other where they can be reached.</summary>
public sealed class Paths : IDisposable
{
    private static readonly string Digest = new('a', 64);
    private readonly ForumWorld _world = new();
    private readonly WireClient _yoda;
    private readonly WireClient _hans;

    public Paths()
    {
        (_yoda, _hans) = (_world.Yoda(), _world.Hans());
        Offer();
    }

    [Fact]
    public void Either_side_tells_the_other_before_and_after_the_acceptance()
    {
        Assert.Equal(["200 OK"], _yoda.Ask("PATHS 1 192.0.2.1:4000 [2001:db8::1]:4000"));
        Assert.Equal(["* PATHS 1 192.0.2.1:4000 [2001:db8::1]:4000"], _hans.Take());
        _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}");
        _yoda.Take();
        Assert.Equal(["200 OK"], _hans.Ask("PATHS 1 192.0.2.2:5000"));
        Assert.Equal(["* PATHS 1 192.0.2.2:5000"], _yoda.Take());
    }

    [Fact]
    public void Nobody_else_tells_anything_of_an_offer()
    {
        var luke = _world.LogIn("luke", "comp3331");
        Assert.Equal(["550 There is no offer 1"], luke.Ask("PATHS 1 192.0.2.1:4000"));
        Assert.Equal(["550 There is no offer 2"], _yoda.Ask("PATHS 2 192.0.2.1:4000"));
        Assert.Empty(_hans.Take());
    }

    [Theory]
    [InlineData("PATHS")]
    [InlineData("PATHS 1")]
    [InlineData("PATHS 1 ")]
    [InlineData("PATHS 1 192.0.2.1")]
    [InlineData("PATHS 1 192.0.2.1:0")]
    [InlineData("PATHS 1 192.0.2.1:65536")]
    [InlineData("PATHS 1 2001:db8::1")]
    [InlineData("PATHS 1 [fe80::1%2]:4000")]
    [InlineData("PATHS 1 example.org:4000")]
    [InlineData("PATHS 1 192.0.2.1:4000  192.0.2.2:4000")]
    [InlineData("PATHS 1 192.0.2.1:4000 ")]
    [InlineData("PATHS x 192.0.2.1:4000")]
    public void What_is_not_a_list_of_addresses_is_refused(string line)
    {
        Assert.Equal(["501 Usage: PATHS offer_id address:port..."], _yoda.Ask(line));
        Assert.Empty(_hans.Take());
    }

    [Fact]
    public void Sixteen_addresses_are_told_and_a_seventeenth_is_too_much()
    {
        var sixteen = string.Join(
            ' ',
            Enumerable.Range(1, 16).Select(i => $"[2001:db8:ffff:ffff:ffff:ffff:ffff:{i:x}]:{65500 + i}")
        );
        Assert.Equal(["200 OK"], _yoda.Ask($"PATHS 1 {sixteen}"));
        Assert.Equal([$"* PATHS 1 {sixteen}"], _hans.Take());
        Assert.StartsWith("501 ", _yoda.Ask($"PATHS 1 {sixteen} 192.0.2.1:1")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_tells_too_often_is_held_back_for_a_while_and_nobody_else_is()
    {
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(["200 OK"], _yoda.Ask($"PATHS 1 192.0.2.1:{4000 + i}"));
        }

        Assert.StartsWith("450 ", _yoda.Ask("PATHS 1 192.0.2.1:4000")[0], StringComparison.Ordinal);
        _hans.Take();
        Assert.Equal(["200 OK"], _hans.Ask("PATHS 1 192.0.2.2:4000"));
        _yoda.Take();
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["200 OK"], _yoda.Ask("PATHS 1 192.0.2.1:4000"));
    }

    [Fact]
    public void Of_the_addresses_of_an_offer_that_nobody_has_heard_only_the_newest_wait()
    {
        var waiting = new WaitingNotices();
        waiting.Add(new FileOffered(2, "yoda", "192.0.2.1", 1, "-", "key", "name"));
        for (var port = 1; port <= 1000; port++)
        {
            waiting.Add(new OfferPaths(1, $"192.0.2.1:{port}"));
            waiting.Add(new OfferPaths(2, $"192.0.2.2:{port}"));
        }

        Assert.Equal(3, waiting.Count);
        waiting.Add(new OfferCancelled(2));
        Assert.True(waiting.TryTake(out var told));
        Assert.Equal(new OfferPaths(1, "192.0.2.1:1000"), told);
        Assert.False(waiting.TryTake(out _));
    }

    public void Dispose() => _world.Dispose();

    private void Offer()
    {
        _yoda.Ask($"OFFER hans 1234 {Digest} {TestKey.Valid} lecture.mp4");
        _hans.Take();
    }
}
