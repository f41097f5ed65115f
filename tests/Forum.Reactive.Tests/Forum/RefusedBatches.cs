using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Folding;

/// <summary>Batches that the log did not take.</summary>
public sealed class RefusedBatches
{
    [Fact]
    public void What_is_only_looked_up_is_answered_behind_what_was_refused()
    {
        using var state = new ForumState();
        var batch = new LogBatch();
        List<Exception> faults = [];
        List<AnswerKind> answers = [];
        using var failing = state.Faults.Subscribe(faults.Add);
        Fold(state, batch, LogFate.Ordered, Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)));
        using var answering = state.Outcomes.Subscribe(outcomes =>
        {
            foreach (var outcome in outcomes.Outcomes)
            {
                answers.Add(outcome.Answer.Kind);
            }
        });

        Fold(state, batch, LogFate.OutOfStorage, Act.Post(1, "text"u8.ToArray()), Act.Relay(1, 7));

        Assert.Empty(faults);
        Assert.Equal(2, answers.Count);
        Assert.Equal(AnswerKind.OutOfStorage, answers[0]);
        Assert.NotEqual(AnswerKind.LogUnavailable, answers[1]);
    }

    private static void Fold(ForumState state, LogBatch batch, LogFate fate, params ReadOnlySpan<Act> acts)
    {
        var entries = new List<Entry>();
        foreach (var act in acts)
        {
            entries.Add(new Entry(new Origin(1, 1, entries.Count), act));
        }

        batch.Set(entries.ToArray(), state.Position + 1, ForumWorld.Start, fate);
        state.OnNext(batch);
    }
}
