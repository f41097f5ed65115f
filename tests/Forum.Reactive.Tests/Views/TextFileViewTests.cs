using System.Buffers;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Subjects;
using Forum.Reactive.Views;

namespace Forum.Reactive.Tests.Views;

/// <summary>A view whose changes and whose delayed rewrites come from threads of their own.</summary>
public sealed class TextFileViewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_change_and_a_rewrite_that_comes_due_at_the_same_time_do_not_wait_for_each_other()
    {
        var byHand = new ThreadsByHand();
        using var changes = new Subject<Unit>();
        var content = new ChangingContent();
        var view = new TextFileView<int>(new NoFile(), content, changes, byHand);
        byHand.RunAll(); // The first rewrite: the next has to wait.
        changes.OnNext(Unit.Default);
        byHand.RunAll(dueWithin: TextFileView<int>.AppendPace); // Too early for it: a timer is set.
        changes.OnNext(Unit.Default);
        var (look, timer) = (byHand.Take(0), byHand.Take(0));

        var dueThread = new Thread(() => timer()) { IsBackground = true };
        content.WhenTaken = () =>
        {
            content.WhenTaken = () => { };
            dueThread.Start();
            SpinWait.SpinUntil(() => dueThread.ThreadState != ThreadState.Background, Patience); // It ended, or waits for us.
        };
        var lookThread = new Thread(() => look()) { IsBackground = true };
        lookThread.Start();

        Assert.True(lookThread.Join(Patience) && dueThread.Join(Patience), "They wait for each other.");
        view.Dispose();
    }

    /// <summary>Runs what is scheduled when and on which thread the test says.</summary>
    private sealed class ThreadsByHand : LocalScheduler
    {
        private readonly List<(DateTimeOffset Due, Action Act)> _scheduled = [];
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset Now => _now;

        public override IDisposable Schedule<TState>(
            TState state,
            TimeSpan dueTime,
            Func<IScheduler, TState, IDisposable> action
        )
        {
            var cancelled = new BooleanDisposable();
            lock (_scheduled)
            {
                _scheduled.Add((_now + dueTime, () => Unless(cancelled.IsDisposed, () => action(this, state))));
            }

            return cancelled;
        }

        public override IStopwatch StartStopwatch() => new Stopwatch(this, _now);

        public void RunAll(TimeSpan dueWithin = default)
        {
            _now += dueWithin;
            while (TryTakeDue() is { } act)
            {
                act();
            }
        }

        public Action Take(int place)
        {
            lock (_scheduled)
            {
                var (_, act) = _scheduled.OrderBy(one => one.Due).ElementAt(place);
                _scheduled.RemoveAll(one => one.Act == act);
                return act;
            }
        }

        private static void Unless(bool isCancelled, Action act)
        {
            if (!isCancelled)
            {
                act();
            }
        }

        private Action? TryTakeDue()
        {
            lock (_scheduled)
            {
                var place = _scheduled.FindIndex(one => one.Due <= _now);
                if (place < 0)
                {
                    return null;
                }

                var act = _scheduled[place].Act;
                _scheduled.RemoveAt(place);
                return act;
            }
        }

        private sealed class Stopwatch(ThreadsByHand scheduler, DateTimeOffset start) : IStopwatch
        {
            public TimeSpan Elapsed => scheduler.Now - start;
        }
    }

    /// <summary>A list that has changed elsewhere than at its end each time that it is looked at.</summary>
    private sealed class ChangingContent : ITextFileContent<int>
    {
        private int _version;

        public Action WhenTaken { get; set; } = () => { };

        public int Take()
        {
            WhenTaken();
            return _version++;
        }

        public int CountOf(int list) => 1;

        public bool OnlyGrew(int before, int now) => false;

        public int Write(int list, int first, IBufferWriter<byte> lines) => 1;
    }

    private sealed class NoFile : ITextFile
    {
        public void Append(ReadOnlySpan<byte> lines) { }

        public void Replace(Action<IBufferWriter<byte>> write) { }

        public void Dispose() { }
    }
}
