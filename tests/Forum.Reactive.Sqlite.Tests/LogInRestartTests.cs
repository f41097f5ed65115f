using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Sqlite.Tests;

/// <summary>Failures and blocks over a restart: by a replay of the entries, and by a snapshot.</summary>
public sealed class LogInRestartTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(10);
    private readonly TemporaryFolder _folder = new();
    private readonly TestLoop _loop = new();
    private long _request;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_block_that_has_not_run_out_stands_over_a_restart_to_the_tick(bool bySnapshot)
    {
        var options = Options(bySnapshot);
        Run(options, ask => Assert.Equal(AnswerKind.InvalidPassword, ask("luke", false)));
        Run(options, ask => Assert.Equal(AnswerKind.InvalidPassword, ask("luke", false)));
        Run(options, ask => Assert.Equal(AnswerKind.NowBlocked, ask("luke", false)));
        _loop.ClockOffset += BlockTime - Tick;
        Run(options, ask => Assert.Equal(AnswerKind.Blocked, ask("luke", true)));
        _loop.ClockOffset += Tick;
        Run(options, ask => Assert.Equal(AnswerKind.Welcome, ask("luke", true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Failures_are_counted_on_over_a_restart_and_a_success_before_it_has_ended_the_count(bool bySnapshot)
    {
        var options = Options(bySnapshot);
        Run(
            options,
            ask =>
            {
                Assert.Equal(AnswerKind.InvalidPassword, ask("luke", false));
                Assert.Equal(AnswerKind.InvalidPassword, ask("luke", false));
                Assert.Equal(AnswerKind.InvalidPassword, ask("hans", false));
                Assert.Equal(AnswerKind.InvalidPassword, ask("hans", false));
                Assert.Equal(AnswerKind.Welcome, ask("hans", true));
            }
        );
        Run(
            options,
            ask =>
            {
                Assert.Equal(AnswerKind.NowBlocked, ask("luke", false));
                Assert.Equal(AnswerKind.InvalidPassword, ask("hans", false));
            }
        );
    }

    /// <summary>Runs a forum on the journal; it is asked to log somebody in, with the right password or not.</summary>
    private void Run(JournalOptions options, Action<Func<string, bool, AnswerKind>> act)
    {
        using var state = new ForumState();
        using var journal = new RunningJournal(options, _loop, state);
        var told = AnswerKind.None;
        state.Outcomes.Subscribe(batch => told = batch.Outcomes[0].Answer.Kind);
        act(
            (user, isRight) =>
            {
                var attempt = new LogInDetails(user, isRight, Take: false, "10.0.0.9", 0);
                journal.Append(Entries.Of(++_request, Act.LogIn(attempt)));
                journal.AwaitCompaction();
                return told;
            }
        );
    }

    private JournalOptions Options(bool bySnapshot) =>
        new() { Path = _folder.PathOf("board.db"), SnapshotBytes = bySnapshot ? 1 : 1_000_000 };
}
