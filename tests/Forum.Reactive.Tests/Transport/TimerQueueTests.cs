using System.Reactive.Disposables;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

public sealed class TimerQueueTests
{
    private static readonly EventLoop Loop = Stopped();

    [Fact]
    public void Timers_come_out_by_due_time_then_by_their_coming_whatever_was_removed() =>
        Seeded.Run(random =>
        {
            var queue = new TimerQueue();
            List<(LoopTimer Timer, int Number)> model = [];
            for (var step = 0; step < 20_000; step++)
            {
                switch (random.Next(5))
                {
                    case < 3:
                        var timer = Timer(random.Next(50));
                        queue.Add(timer);
                        model.Add((timer, step));
                        break;
                    case 3 when model.Count > 0:
                        var index = random.Next(model.Count);
                        queue.Remove(model[index].Timer);
                        queue.Remove(model[index].Timer);
                        model.RemoveAt(index);
                        break;
                    default:
                        var first = model.OrderBy(entry => (entry.Timer.Due, entry.Number)).FirstOrDefault();
                        Assert.Same(first.Timer, queue.First);
                        Assert.Same(first.Timer, queue.TakeFirst());
                        model.Remove(first);
                        break;
                }

                Assert.Equal(model.Count, queue.Count);
            }
        });

    private static LoopTimer Timer(int due) =>
        new LoopTimer<int>(Loop, TimeSpan.FromTicks(due), 0, static (_, _) => Disposable.Empty);

    private static EventLoop Stopped()
    {
        var loop = new EventLoop("test");
        loop.Stop();
        return loop;
    }
}
