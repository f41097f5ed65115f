using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Forum;

/// <summary>The outcomes of one batch of the log, in order. Valid during the OnNext that delivers it; the next one uses it again.</summary>
public sealed class OutcomeBatch
{
    private Outcome[] _outcomes = new Outcome[64];
    private int _count;

    internal OutcomeBatch() { }

    /// <summary>When the batch was ordered, as people read the time: never earlier than an earlier one.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>Whether it comes from before the start: nobody here awaits the answers.</summary>
    public bool IsReplay { get; private set; }

    /// <summary>For each entry its outcome, and behind it what followed from it.</summary>
    public ReadOnlySpan<Outcome> Outcomes => _outcomes.AsSpan(0, _count);

    /// <summary>All are there.</summary>
    internal void End(DateTimeOffset time) => Time = time;

    internal void Begin(LogBatch batch)
    {
        _outcomes.AsSpan(0, _count).Clear();
        (_count, Time, IsReplay) = (0, batch.Time, batch.IsReplay);
    }

    internal void Add(Origin origin, long position, long login, string? user, in Answer answer)
    {
        if (_count == _outcomes.Length)
        {
            Array.Resize(ref _outcomes, _count * 2);
        }

        _outcomes[_count++] = new Outcome(origin, position, login, user, answer);
    }
}
