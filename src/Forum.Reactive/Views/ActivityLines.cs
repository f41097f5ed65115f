using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Board;
using Forum.Reactive.Forum;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary>
/// What users did, in words. Where outcomes come from, they are only put aside; the words are found on the view's scheduler.
/// </summary>
internal static class ActivityLines
{
    /// <summary>Most outcomes that wait to be put into words; what comes beyond is skipped and counted.</summary>
    private const int Capacity = 64 * 1024;

    /// <summary>Most messages or users of one answer that are written out.</summary>
    private const int MaxLines = 1000;

    public static IObservable<string> From(
        IObservable<OutcomeBatch> outcomes,
        TimestampFormat timestamps,
        IScheduler scheduler
    ) =>
        Observable.Defer(() =>
        {
            var words = new Words(timestamps);
            return outcomes
                .Conflate<OutcomeBatch, Waiting>(Gather, TimeSpan.Zero, scheduler)
                .SelectMany(waiting => words.Of(waiting));
        });

    private static bool Gather(ref Waiting? waiting, OutcomeBatch batch)
    {
        if (batch.IsReplay)
        {
            return waiting is not null;
        }

        foreach (ref readonly var outcome in batch.Outcomes)
        {
            if (IsTold(outcome))
            {
                waiting ??= new Waiting();
                waiting.Add(outcome);
            }
        }

        return waiting is not null;
    }

    private static bool IsTold(in Outcome outcome) =>
        outcome.Kind switch
        {
            OutcomeKind.Answered => outcome.Answer.Subject
                is MessagesFound { IsOwn: false }
                    or UsersFound { IsOwn: false },
            OutcomeKind.Refused => outcome.Answer.Kind is AnswerKind.MayNotEdit or AnswerKind.MayNotDelete,
            OutcomeKind.Told => false,
            _ => true,
        };

    /// <summary>Outcomes that wait for their words.</summary>
    private sealed class Waiting
    {
        public List<Outcome> Outcomes { get; } = [];

        public long Skipped { get; private set; }

        public void Add(in Outcome outcome)
        {
            if (Outcomes.Count < Capacity)
            {
                Outcomes.Add(outcome);
            }
            else
            {
                Skipped++;
            }
        }
    }

    private sealed class Words(TimestampFormat timestamps)
    {
        private Timestamp _lastTime;
        private string _lastText = "";

        public IEnumerable<string> Of(Waiting waiting)
        {
            foreach (var outcome in waiting.Outcomes)
            {
                foreach (var line in Of(outcome))
                {
                    yield return line;
                }
            }

            if (waiting.Skipped > 0)
            {
                yield return $"({waiting.Skipped} lines skipped: they came faster than they could be written)";
            }
        }

        private IEnumerable<string> Of(Outcome outcome)
        {
            var user = outcome.User;
            var answer = outcome.Answer;
            return outcome.Kind switch
            {
                OutcomeKind.Posted => [Of(outcome, outcome.Message!.User, "posted")],
                OutcomeKind.Edited => [Of(outcome, user, "edited")],
                OutcomeKind.Deleted => [Of(outcome, user, "deleted")],
                OutcomeKind.Refused => [Attempt(outcome, answer.Kind == AnswerKind.MayNotEdit ? "edit" : "delete")],
                OutcomeKind.Joined => [$"{user} login at {Text(answer.Time)}."],
                OutcomeKind.Left => [$"{user} logout"],
                _ => answer.Subject is MessagesFound found
                    ? Read(user, found)
                    : List(user, (UsersFound)answer.Subject!),
            };
        }

        private string Of(in Outcome outcome, string? user, string verb) =>
            $"{user} {verb} MSG #{outcome.Number} \"{outcome.Message!.Text}\" at {Text(outcome.Answer.Time)}.";

        private string Attempt(in Outcome outcome, string verb) =>
            $"{outcome.User} attempts to {verb} MSG #{outcome.Number} at {Text(outcome.Answer.Time)}. Authorisation fails.";

        private IEnumerable<string> Read(string? user, MessagesFound found) =>
            Listed(
                $"{user} issued RDM command",
                "Return messages:",
                found.Messages.Select(each =>
                {
                    (var number, var message) = each;
                    var verb = message.IsEdited ? "edited" : "posted";
                    return $"#{number}; {message.User}: \"{message.Text}\" {verb} at {Text(message.Time)}.";
                })
            );

        private IEnumerable<string> List(string? user, UsersFound found) =>
            Listed(
                $"{user} issued ATU command",
                "Return active user list:",
                found.Users.Select(other =>
                    $"{other.Name}; {other.Address}; {other.UdpPort}; active since {Text(other.Since)}."
                )
            );

        private static IEnumerable<string> Listed(string command, string title, IEnumerable<string> lines)
        {
            yield return command;
            yield return title;
            var count = 0;
            foreach (var line in lines)
            {
                if (++count > MaxLines)
                {
                    yield return $"(and more than {MaxLines} like these)";
                    yield break;
                }

                yield return line;
            }
        }

        // Mostly the same second again and again.
        private string Text(Timestamp time)
        {
            if (time != _lastTime || _lastText.Length == 0)
            {
                (_lastTime, _lastText) = (time, timestamps.Format(time));
            }

            return _lastText;
        }
    }
}
