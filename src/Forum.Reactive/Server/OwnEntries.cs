using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>What the node puts into the log by itself, and who awaits what becomes of it. For the loop.</summary>
internal sealed class OwnEntries(SessionServices services)
{
    /// <summary>After which something that must not be lost is tried again, when the log could not take it.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, Action<Outcome>> _awaited = []; // By request
    private long _lastRequest;

    /// <summary>Appends what nobody waits for.</summary>
    public void Append(in Act act) =>
        services.Log.Append([new Entry(new Origin(services.Node, Session: 0, ++_lastRequest), act)]);

    /// <summary>Appends, and calls <paramref name="settled"/> with what became of it.</summary>
    public void Append(in Act act, Action<Outcome> settled)
    {
        _awaited.Add(_lastRequest + 1, settled);
        Append(act);
    }

    /// <summary>Appends, again and again until the log takes it.</summary>
    public void AppendSurely(Act act) =>
        Append(
            act,
            outcome =>
            {
                if (outcome.Answer.Kind is AnswerKind.LogUnavailable or AnswerKind.OutOfStorage)
                {
                    services.Loop.Schedule(
                        (Own: this, act),
                        RetryTime,
                        static (_, again) =>
                        {
                            again.Own.AppendSurely(again.act);
                            return Disposable.Empty;
                        }
                    );
                }
            }
        );

    /// <summary>Ends a log-in of this node.</summary>
    public void LogOut(long login, LogOutReason reason) => AppendSurely(Act.LogOut(login, reason));

    /// <summary>What became of an entry of this node's own.</summary>
    public void Settle(in Outcome outcome)
    {
        if (_awaited.Count > 0 && _awaited.Remove(outcome.Origin.Request, out var settled))
        {
            settled(outcome);
        }
    }
}
