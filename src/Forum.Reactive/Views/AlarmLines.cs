using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Forum;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>
/// What an operator wants to see of an attack, in words: at once when it was quiet, else once a <see cref="Pace"/>, at most
/// <see cref="MostLines"/> then and a line that counts the others, however many there are.
/// </summary>
internal static class AlarmLines
{
    /// <summary>Most alarms that are told by themselves.</summary>
    public const int MostLines = 20;

    /// <summary>Least time between two tellings.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <param name="outcomes">On the loop.</param>
    /// <param name="others">Alarms that are no outcomes; on the loop.</param>
    /// <param name="timestamps">As people read them.</param>
    /// <param name="scheduler">Where the words are found.</param>
    public static IObservable<string> From(
        IObservable<OutcomeBatch> outcomes,
        IObservable<Alarm> others,
        TimestampFormat timestamps,
        IScheduler scheduler
    ) =>
        Alarms(outcomes)
            .Merge(others)
            .Conflate<Alarm, Waiting>(Gather, Pace, scheduler)
            .SelectMany(waiting => waiting.Words(timestamps));

    private static IObservable<Alarm> Alarms(IObservable<OutcomeBatch> outcomes) =>
        Observable.Create<Alarm>(observer =>
            outcomes.Subscribe(batch => Find(batch, observer), observer.OnError, observer.OnCompleted)
        );

    private static void Find(OutcomeBatch batch, IObserver<Alarm> observer)
    {
        if (batch.IsReplay)
        {
            return;
        }

        foreach (ref readonly var outcome in batch.Outcomes)
        {
            if (Alarm.In(outcome, batch.Time) is { } alarm)
            {
                observer.OnNext(alarm);
            }
        }
    }

    private static bool Gather(ref Waiting? waiting, Alarm alarm)
    {
        waiting ??= new Waiting();
        waiting.Add(alarm);
        return true;
    }

    /// <summary>Alarms that wait to be told.</summary>
    private sealed class Waiting
    {
        private readonly List<Alarm> _alarms = [];
        private readonly SortedDictionary<AlarmKind, long> _others = [];

        public void Add(in Alarm alarm)
        {
            if (_alarms.Count < MostLines)
            {
                _alarms.Add(alarm);
            }
            else
            {
                _others[alarm.Kind] = _others.GetValueOrDefault(alarm.Kind) + 1;
            }
        }

        public IEnumerable<string> Words(TimestampFormat timestamps)
        {
            var lines = _alarms.Select(alarm => alarm.Text(timestamps));
            return _others.Count == 0
                ? lines
                : lines.Append(
                    $"(and {string.Join(", ", _others.Select(other => $"{Name(other.Key)}: {other.Value}"))})"
                );
        }

        private static string Name(AlarmKind kind) =>
            kind switch
            {
                AlarmKind.FailedLogin => "failed log-ins",
                AlarmKind.Block => "blocks",
                AlarmKind.RefusedLogin => "refused log-ins",
                AlarmKind.RefusedConnection => "refused connections",
                _ => "refused offers",
            };
    }
}
