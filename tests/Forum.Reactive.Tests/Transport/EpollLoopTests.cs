using System.Reactive.Linq;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

public sealed class EpollLoopTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly EpollLoop _loop = new("test");

    [Fact]
    public void A_target_that_cannot_be_watched_is_released_once_and_gives_its_place_to_one_other()
    {
        var (damaged, second, third) = (new Target(), new Target(), new Target());
        var tokens = new int[3];
        OnLoop(() => tokens[0] = _loop.Add(damaged, descriptor: -1, LinuxTcp.In));
        OnLoop(() => { });
        Assert.Equal(1, damaged.Released);
        OnLoop(() => tokens[1] = _loop.Add(second, second.Descriptor, LinuxTcp.In));
        _loop.Remove(tokens[0], damaged); // As its owner does, who does not know.
        OnLoop(() => tokens[2] = _loop.Add(third, third.Descriptor, LinuxTcp.In));
        Assert.Equal((1, 0, 0), (damaged.Released, second.Released, third.Released));
        Assert.NotEqual(tokens[1], tokens[2]);
    }

    [Fact]
    public void A_target_that_throws_is_released_and_told()
    {
        List<Exception> faults = [];
        var target = new Target { Throws = true };
        using var listening = _loop.Faults.Subscribe(faults.Add);
        OnLoop(() => _loop.Add(target, target.Descriptor, LinuxTcp.In));
        LinuxTcp.Signal(target.Descriptor);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref target.Released) == 1, Limit));
        Assert.Single(faults);
    }

    [Fact]
    public void A_loop_that_stops_releases_what_it_watches()
    {
        var target = new Target();
        OnLoop(() => _loop.Add(target, target.Descriptor, LinuxTcp.In));
        _loop.Stop().Timeout(Limit).Wait();
        Assert.Equal(1, target.Released);
    }

    public void Dispose() => _loop.Stop().Timeout(Limit).Wait();

    private void OnLoop(Action act)
    {
        using var done = new ManualResetEventSlim();
        _loop.Post(() =>
        {
            act();
            done.Set();
        });
        Assert.True(done.Wait(Limit));
    }

    private sealed class Target : IEpollTarget
    {
        public int Released;

        public bool Throws { get; init; }

        public int Descriptor { get; } = LinuxTcp.CreateEvent();

        public void Handle(uint events, byte[] buffer)
        {
            if (Throws)
            {
                throw new InvalidOperationException("an observer");
            }
        }

        public void Release()
        {
            LinuxTcp.Close(Descriptor);
            Interlocked.Increment(ref Released);
        }
    }
}
