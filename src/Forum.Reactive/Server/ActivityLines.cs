using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Forum.Reactive.Board;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// What users did, in words. The log's thread only puts the outcomes aside; the words are found on the scheduler.
/// </summary>
internal sealed class ActivityLines(IObserver<string> observer, SessionServices services)
{
    /// <summary>Most outcomes that wait to be put into words; what comes beyond is skipped and counted.</summary>
    private const int Capacity = 64 * 1024;

    /// <summary>Most messages or users of one answer that are written out.</summary>
    private const int MaxLines = 1000;

    private readonly Lock _gate = new();
    private readonly TimestampFormat _times = services.Timestamps;
    private List<(Outcome Outcome, Timestamp Time)> _incoming = []; // Protected by the gate, as are the count and the end
    private long _skipped;
    private bool _completed;
    private List<(Outcome Outcome, Timestamp Time)> _outgoing = [];
    private Timestamp _lastTime; // Of whoever writes, as is its text
    private string _lastTimeText = "";
    private int _scheduled; // 1 while lines are written or about to be

    public static IObservable<string> From(IObservable<OutcomeBatch> outcomes, SessionServices services) =>
        Observable.Create<string>(observer =>
        {
            var lines = new ActivityLines(observer, services);
            return outcomes.Subscribe(lines.Take, lines.Complete);
        });

    private void Take(OutcomeBatch batch)
    {
        var time = Timestamp.From(batch.Time);
        lock (_gate)
        {
            foreach (ref readonly var outcome in batch.Outcomes)
            {
                Take(outcome, time);
            }
        }

        Wake();
    }

    /// <summary>Nothing more happens: the end comes behind the last line.</summary>
    private void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        Wake();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            services.Scheduler.Schedule(
                this,
                static (_, lines) =>
                {
                    lines.Write();
                    return Disposable.Empty;
                }
            );
        }
    }

    private void Take(in Outcome outcome, Timestamp time)
    {
        if (!IsTold(outcome.Answer.Kind) || outcome.Answer.Subject is null)
        {
            return;
        }

        if (_incoming.Count < Capacity)
        {
            _incoming.Add((outcome, time));
        }
        else
        {
            _skipped++;
        }
    }

    private static bool IsTold(AnswerKind kind) =>
        kind
            is AnswerKind.Posted
                or AnswerKind.Edited
                or AnswerKind.Deleted
                or AnswerKind.MayNotEdit
                or AnswerKind.MayNotDelete
                or AnswerKind.Messages
                or AnswerKind.ActiveUsers
                or AnswerKind.Welcome
                or AnswerKind.Bye
                or AnswerKind.Left;

    private void Write()
    {
        while (TrySwap(out var skipped))
        {
            foreach ((var outcome, var time) in _outgoing)
            {
                Write(outcome, time);
            }

            if (skipped > 0)
            {
                observer.OnNext($"({skipped} lines skipped: they came faster than they could be written)");
            }

            _outgoing.Clear();
        }
    }

    private bool TrySwap(out long skipped)
    {
        var completed = false;
        lock (_gate)
        {
            (_incoming, _outgoing) = (_outgoing, _incoming);
            (skipped, _skipped) = (_skipped, 0);
            if (_outgoing.Count > 0)
            {
                return true;
            }

            Volatile.Write(ref _scheduled, 0);
            (completed, _completed) = (_completed, false);
        }

        if (completed)
        {
            observer.OnCompleted();
        }

        return false;
    }

    private void Write(in Outcome outcome, Timestamp time)
    {
        var answer = outcome.Answer;
        var user = outcome.Command.User ?? answer.Subject as string ?? "";
        switch (answer.Kind)
        {
            case AnswerKind.Posted or AnswerKind.Edited or AnswerKind.Deleted:
                observer.OnNext(
                    $"{user} {Past(answer.Kind)} MSG #{answer.Number} \"{((Message)answer.Subject!).Text}\" at {TimeText(answer.Time)}."
                );
                break;
            case AnswerKind.MayNotEdit or AnswerKind.MayNotDelete:
                var attempt = answer.Kind == AnswerKind.MayNotEdit ? "edit" : "delete";
                observer.OnNext(
                    $"{user} attempts to {attempt} MSG #{answer.Number} at {TimeText(answer.Time)}. Authorisation fails."
                );
                break;
            case AnswerKind.Messages:
                WriteMessages(user, (MessagesBody)answer.Subject!);
                break;
            case AnswerKind.ActiveUsers:
                WriteUsers(user, (ActiveUsersBody)answer.Subject!);
                break;
            case AnswerKind.Welcome:
                observer.OnNext($"{user} login at {TimeText(time)}.");
                break;
            default:
                observer.OnNext($"{user} logout");
                break;
        }
    }

    // Mostly the same second again and again.
    private string TimeText(Timestamp time)
    {
        if (time != _lastTime || _lastTimeText.Length == 0)
        {
            (_lastTime, _lastTimeText) = (time, _times.Format(time));
        }

        return _lastTimeText;
    }

    private static string Past(AnswerKind kind) =>
        kind switch
        {
            AnswerKind.Posted => "posted",
            AnswerKind.Edited => "edited",
            _ => "deleted",
        };

    private void WriteMessages(string user, MessagesBody body)
    {
        observer.OnNext($"{user} issued RDM command");
        observer.OnNext("Return messages:");
        WriteLines(
            body.Messages.Select(found =>
            {
                (var number, var message) = found;
                var verb = message.IsEdited ? "edited" : "posted";
                return $"#{number}; {message.User}: \"{message.Text}\" {verb} at {TimeText(message.Time)}.";
            })
        );
    }

    private void WriteUsers(string user, ActiveUsersBody body)
    {
        observer.OnNext($"{user} issued ATU command");
        observer.OnNext("Return active user list:");
        WriteLines(
            body.Users.Select(other =>
                $"{other.Name}; {other.Address}; {other.UdpPort}; active since {TimeText(other.Since)}."
            )
        );
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        var count = 0;
        foreach (var line in lines)
        {
            if (++count > MaxLines)
            {
                observer.OnNext($"(and more than {MaxLines} like these)");
                return;
            }

            observer.OnNext(line);
        }
    }
}
