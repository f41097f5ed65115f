using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// How the journal fares. While it cannot store anything, it is tried each second whether it can again. For the loop.
/// </summary>
/// <param name="path">The file, for what is told.</param>
/// <param name="probe">Tries to store something.</param>
#pragma warning disable CA1001 // Its subject holds nothing but a value.
internal sealed class JournalHealth(string path, Action probe)
#pragma warning restore CA1001
{
    private static readonly TimeSpan ProbePace = TimeSpan.FromSeconds(1);

    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private bool _isOver;

    /// <summary>The present status on subscription.</summary>
    public IObservable<LogStatus> Status => _status;

    public void Tell(LogStatus status)
    {
        if (!_isOver)
        {
            _status.OnNext(status);
        }
    }

    /// <summary>Takes note of what became of a group.</summary>
    public void Judge(Group group, IScheduler loop)
    {
        if (group.Fate == LogFate.Ordered)
        {
            if (_status.Value is LogStatus.Stalled)
            {
                Tell(new LogStatus.CaughtUp());
            }
        }
        else if (_status.Value is not LogStatus.Stalled)
        {
            Tell(new LogStatus.Stalled($"The journal {path} cannot be written: {group.Reason}"));
            Probe(loop);
        }
    }

    /// <summary>Nothing is told any more.</summary>
    public void End()
    {
        _isOver = true;
        _status.OnCompleted();
    }

    private void Probe(IScheduler loop) =>
        loop.Schedule(
            ProbePace,
            () =>
            {
                if (!_isOver && _status.Value is LogStatus.Stalled)
                {
                    Probe(loop);
                    probe();
                }
            }
        );
}
