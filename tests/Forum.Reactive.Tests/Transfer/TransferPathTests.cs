using System.Net;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Addresses that change while a file travels, and strangers who pretend that they do.</summary>
public class TransferPathTests
{
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("10.0.9.9"), 4711);
    private static readonly IPEndPoint Victim = new(IPAddress.Parse("10.0.0.66"), 666);
    private static readonly TimeSpan HalfWay = TimeSpan.FromMilliseconds(900);
    private readonly TransferWorld _world = new(1, TransferWorld.Ethernet with { Loss = 0.01 });
    private readonly byte[] _content = TransferWorld.Noise(2, 20_000_000);

    [Theory]
    [InlineData("10.0.9.9")]
    [InlineData("10.0.0.2")]
    public void A_receiver_whose_address_or_port_changes_gets_the_rest(string address)
    {
        var id = SendHalf();
        _world.Hans.Move(new IPEndPoint(IPAddress.Parse(address), 4711));
        AssertArrives(id, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_receiver_that_moves_again_and_again_gets_the_rest()
    {
        var id = SendHalf();
        for (var move = 0; move < 5; move++)
        {
            _world.Hans.Move(new IPEndPoint(Elsewhere.Address, 5000 + move));
            _world.Run(TimeSpan.FromSeconds(1));
        }

        AssertArrives(id, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_sender_whose_address_changes_is_followed_at_once()
    {
        var id = SendHalf();
        _world.Yoda.Move(Elsewhere);
        AssertArrives(id, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Both_may_move()
    {
        var id = SendHalf();
        _world.Yoda.Move(Elsewhere);
        _world.Run(TimeSpan.FromMilliseconds(300));
        _world.Hans.Move(new IPEndPoint(Elsewhere.Address, 4712));
        AssertArrives(id, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void An_address_that_only_repeats_what_is_genuine_gets_no_more_than_it_gave_and_nothing_of_the_file()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "x", _content);
        _world.Run(TimeSpan.FromMilliseconds(100));
        Hurry(Victim.Address);
        long given = 0,
            got = 0;
        var largest = 0;
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            if (datagram.Destination.Equals(Victim))
            {
                (got, largest) = (got + datagram.Payload.Length, Math.Max(largest, datagram.Payload.Length));
            }
            else if (Repeat(datagram))
            {
                given += datagram.Payload.Length;
            }
        });

        AssertArrives(id, TimeSpan.FromSeconds(20));

        Assert.InRange(largest, 1, 64);
        Assert.InRange(got, 1, given);
    }

    [Fact]
    public void A_stranger_who_repeats_the_first_packet_does_not_keep_the_answers_to_himself()
    {
        Hurry(Victim.Address);
        var repeated = 0;
        using var tap = _world.Network.Sent.Subscribe(datagram =>
        {
            if (datagram.Source.Equals(_world.Yoda.EndPoint) && repeated++ == 0)
            {
                Repeat(datagram);
            }
        });
        AssertArrives(_world.Send(_world.Yoda, _world.Hans, "x", _content), TimeSpan.FromSeconds(5));
    }

    private bool Repeat(SimulatedDatagram datagram)
    {
        _world.Network.Inject(Victim, datagram.Destination, datagram.Payload.Span);
        return true;
    }

    /// <summary>What comes from there is here before the original.</summary>
    private void Hurry(IPAddress from)
    {
        foreach (var to in (IPEndPoint[])[_world.Yoda.EndPoint, _world.Hans.EndPoint])
        {
            _world.Network.SetLink(
                from,
                to.Address,
                TransferWorld.Ethernet with
                {
                    Delay = TimeSpan.Zero,
                    Rate = 10_000_000_000,
                }
            );
        }
    }

    private string SendHalf()
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "x", _content);
        _world.Run(HalfWay);
        Assert.InRange(_world.Yoda.Progress[^1].Bytes, _content.Length / 10, _content.Length * 9 / 10);
        return id;
    }

    private void AssertArrives(string id, TimeSpan limit)
    {
        _world.RunUntilEnded(id, limit);
        _world.Yoda.Ending<TransferCompleted>(id);
        Assert.Equal(_content, _world.Hans.Files["yoda_x"]);
    }
}
