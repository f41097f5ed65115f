using System.Net;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Ways;

/// <summary>What a file that has begun to travel lives through.</summary>
public sealed class LongLives : IDisposable
{
    private readonly WaysWorld _world = new(NatBoxRouter.Cone, NatBoxRouter.Cone, relayRate: 0);
    private readonly Traveller _yoda;
    private readonly Traveller _hans;

    public LongLives()
    {
        _yoda = _world.LogIn(_world.Box.HomeA, "yoda");
        _hans = _world.LogIn(_world.Box.HomeB, "hans");
    }

    [Fact]
    public void A_network_that_is_gone_for_nine_minutes_is_waited_for()
    {
        SendHalf();
        _world.Network.Cut(_world.Box.RouterA, _world.Box.RouterB);
        _world.Pass(5);
        Assert.True(_yoda.Progress[^1].IsWaiting);
        Assert.True(_hans.Progress[^1].IsWaiting);
        _world.Pass(535);
        _world.Network.Heal();
        AssertArrives(within: 15);
        Assert.False(_hans.Progress[^1].IsWaiting);
    }

    [Fact]
    public void After_ten_minutes_both_say_that_nothing_has_been_heard()
    {
        SendHalf();
        _world.Network.Cut(_world.Box.RouterA, _world.Box.RouterB);
        _world.Pass(595);
        Assert.False(_yoda.HasEnded || _hans.HasEnded);
        _world.Pass(15);
        Assert.Equal("Nothing has been heard from hans for 10 min", Failure(_yoda).Reason);
        Assert.Equal("Nothing has been heard from yoda for 10 min", Failure(_hans).Reason);
    }

    [Fact]
    public void A_receiver_that_sleeps_for_forty_seconds_gets_the_rest()
    {
        SendHalf();
        _world.Box.HomeB.Sleep();
        _world.Pass(40);
        _world.Box.HomeB.Wake();
        AssertArrives(within: 15);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whose_connection_to_the_server_breaks_goes_on_with_the_file(bool isSender)
    {
        SendHalf();
        (isSender ? _yoda : _hans).LoseServer();
        AssertArrives(within: 10);
    }

    [Fact]
    public void A_server_that_is_restarted_disturbs_no_file_that_goes_straight()
    {
        SendHalf();
        _world.RestartServer();
        AssertArrives(within: 10);
    }

    [Fact]
    public void Who_gives_up_ends_it_for_both_although_the_other_was_heard_a_moment_ago()
    {
        SendHalf();
        _hans.Cancel();
        _world.Pass(3);
        Assert.Equal(new TransferCancelled(_yoda.Events[0].Transfer, ByPeer: true), _yoda.Events[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_router_that_restarts_and_knows_nobody_any_more_is_no_end(bool ofSender)
    {
        SendHalf();
        (ofSender ? _world.Box.RouterA : _world.Box.RouterB).Restart();
        AssertArrives(within: 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_address_that_changes_in_the_middle_is_found_again(bool ofSender)
    {
        SendHalf();
        var (host, home) = ofSender ? (_world.Box.HomeA, 31) : (_world.Box.HomeB, 32);
        host.ChangeAddress(IPAddress.Parse($"192.168.{home}.2"), IPAddress.Parse($"192.168.{home}.9"));
        AssertArrives(within: 20);
    }

    [Fact]
    public void Strangers_who_flood_with_what_looks_like_probes_and_repeat_genuine_ones_gain_nothing()
    {
        var stranger = new IPEndPoint(IPAddress.Parse("10.77.1.66"), 666);
        _world.Network.AddHost("stranger", "10.77.1.66");
        long sent = 0,
            got = 0;
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            if (datagram.Destination.Equals(stranger))
            {
                got += datagram.Payload.Length;
            }
            else if (datagram.Payload.Span[0] == 0x72 && datagram.Destination.Address.ToString() == "10.77.1.3")
            {
                var forged = datagram.Payload.ToArray();
                forged[^1] ^= 1;
                for (var i = 0; i < 100; i++)
                {
                    _world.Network.Inject(stranger, datagram.Destination, forged);
                }

                _world.Network.Inject(stranger, datagram.Destination, datagram.Payload.Span);
                sent += 101 * datagram.Payload.Length;
            }
        });
        SendHalf();
        AssertArrives(within: 10);
        Assert.InRange(got, 0, sent);
    }

    public void Dispose() => _world.Dispose();

    private static TransferFailed Failure(Traveller client) => Assert.IsType<TransferFailed>(client.Events[^1]);

    private void SendHalf()
    {
        _yoda.Send("hans", "x", _world.Content);
        _world.RunUntil(() => _hans.Progress.Count > 0 && _hans.Progress[^1].Bytes > 1_000_000, 5);
        Assert.InRange(_hans.Progress[^1].Bytes, 1_000_000, 7_000_000);
        Assert.Equal(TransferWay.Direct, _hans.Way);
    }

    private void AssertArrives(double within)
    {
        _world.RunUntil(() => _yoda.HasEnded && _hans.HasEnded, within);
        Assert.True(_yoda.Events.OfType<TransferCompleted>().Any(), $"{_yoda} / {_hans}");
        Assert.Equal(_world.Content, _hans.Files["yoda_x"]);
    }
}
