using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport;

/// <summary>Several addresses of one name are tried in parallel (RFC 8305), in virtual time.</summary>
public sealed class HappyEyeballsTests
{
    private static readonly IPAddress[] Addresses =
    [
        IPAddress.Parse("2001:db8::1"),
        IPAddress.Parse("2001:db8::2"),
        IPAddress.Parse("192.0.2.1"),
        IPAddress.Parse("192.0.2.2"),
    ];

    private readonly TestScheduler _clock = new();
    private readonly List<(IPAddress Address, long At)> _begun = [];
    private readonly Dictionary<IPAddress, Made> _made = [];
    private readonly List<IPAddress> _abandoned = [];

    [Fact]
    public void Families_take_turns_in_the_systems_order() =>
        Assert.Equal([Addresses[0], Addresses[2], Addresses[1], Addresses[3]], HappyEyeballs.ByTurns(Addresses));

    [Fact]
    public void A_silent_address_costs_a_quarter_of_a_second()
    {
        var won = Race(address => address.Equals(Addresses[2]) ? After(30) : Observable.Never<Made>());
        _clock.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        Assert.Equal([(Addresses[0], 0), (Addresses[2], 250)], Begun());
        Assert.Same(_made[Addresses[2]], won.Value);
        Assert.Equal([Addresses[0]], _abandoned);
    }

    [Fact]
    public void An_address_that_refuses_is_followed_by_the_next_at_once()
    {
        var won = Race(address => address.Equals(Addresses[1]) ? After(1) : Refuse(10));
        _clock.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        Assert.Equal([(Addresses[0], 0), (Addresses[2], 10), (Addresses[1], 20)], Begun());
        Assert.Same(_made[Addresses[1]], won.Value);
    }

    [Fact]
    public void The_error_when_all_fail_is_one_that_says_something()
    {
        var won = Race(address =>
            Fail(1, address.Equals(Addresses[2]) ? SocketError.ConnectionRefused : SocketError.NetworkUnreachable)
        );
        _clock.AdvanceBy(TimeSpan.FromSeconds(2).Ticks);
        Assert.Equal(4, _begun.Count);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(won.Error).SocketErrorCode);
    }

    [Fact]
    public void One_that_is_late_by_a_hair_is_closed()
    {
        List<IObserver<Made>> attempts = [];
        Made? won = null;
        var source = new Source<Made>(observer =>
        {
            attempts.Add(observer);
            return Disposable.Empty; // It is too late to stop it.
        });
        HappyEyeballs.Race(Addresses, _ => source, _clock).Subscribe(made => won = made);
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(300).Ticks);
        var (first, second) = (new Made(), new Made());
        attempts[1].OnNext(first);
        attempts[0].OnNext(second);
        Assert.Same(first, won);
        Assert.False(first.IsClosed);
        Assert.True(second.IsClosed);
    }

    [Fact]
    public void Who_waits_no_more_leaves_nothing_behind()
    {
        var won = Race(_ => Observable.Never<Made>());
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(300).Ticks);
        won.Subscription.Dispose();
        _clock.AdvanceBy(TimeSpan.FromSeconds(2).Ticks);
        Assert.Equal(2, _begun.Count);
        Assert.Equal(2, _abandoned.Count);
    }

    [Fact]
    public void A_name_without_addresses_is_an_error() =>
        Assert.Throws<SocketException>(() => HappyEyeballs.Race([], _ => Observable.Never<Made>(), _clock).Wait());

    private IEnumerable<(IPAddress Address, long Milliseconds)> Begun() =>
        _begun.Select(entry => (entry.Address, entry.At / TimeSpan.TicksPerMillisecond));

    private Outcome Race(Func<IPAddress, IObservable<Made>> attempt)
    {
        var outcome = new Outcome();
        outcome.Subscription = HappyEyeballs
            .Race(
                Addresses,
                address =>
                    Observable.Defer(() =>
                    {
                        _begun.Add((address, _clock.Clock));
                        _trying = address;
                        return attempt(address).Finally(() => Abandon(address));
                    }),
                _clock
            )
            .Subscribe(made => outcome.Value = made, error => outcome.Error = error);
        return outcome;
    }

    private IPAddress _trying = IPAddress.None;

    private void Abandon(IPAddress address)
    {
        if (!_made.ContainsKey(address))
        {
            _abandoned.Add(address);
        }
    }

    private IObservable<Made> After(int milliseconds)
    {
        var address = _trying;
        return Observable
            .Timer(TimeSpan.FromMilliseconds(milliseconds), _clock)
            .Select(_ => _made[address] = new Made());
    }

    private IObservable<Made> Refuse(int milliseconds) => Fail(milliseconds, SocketError.ConnectionRefused);

    private IObservable<Made> Fail(int milliseconds, SocketError error) =>
        Observable
            .Timer(TimeSpan.FromMilliseconds(milliseconds), _clock)
            .SelectMany(_ => Observable.Throw<Made>(new SocketException((int)error)));

    private sealed class Outcome
    {
        public IDisposable Subscription { get; set; } = Disposable.Empty;

        public Made? Value { get; set; }

        public Exception? Error { get; set; }
    }

    private sealed class Made : IDisposable
    {
        public bool IsClosed { get; private set; }

        public void Dispose() => IsClosed = true;
    }
}
