using Forum.Reactive.Log;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Log;

public sealed class MemoryLogContract : LogContract
{
    [Fact]
    public void What_came_within_a_round_is_one_batch()
    {
        var (log, seen) = Start();
        Loop.Run(() =>
        {
            log.Append([Entries.Post(1)]);
            Loop.Post(() => log.Append([Entries.Noop(2)]));
            log.Append([Entries.Post(3)]);
        });
        Assert.Equal([1L, 3, 2], Assert.Single(seen.Batches).Entries.Select(entry => entry.Origin.Request));
    }

    [Fact]
    public void Once_warm_it_allocates_nothing_for_what_goes_through_it()
    {
        var (log, _) = Start();
        var entries = Entries.Posts(1, 16);
        var allocated = 0L;
        void Measure(long rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++)
            {
                log.Append(entries);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Loop.Run(() => Measure(100)); // Both of its buffers grow.
        Loop.Run(() => Measure(100));
        Loop.Run(() => Measure(100));
        Assert.Equal(0, allocated);
    }

    protected override ILog Make() => new MemoryLog();
}
