using Forum.Reactive.Access;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.Access;

public sealed class LoginGuardTests
{
    private static readonly DateTimeOffset Start = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_table_of_failures_stays_bounded_under_a_million_different_names()
    {
        const int capacity = 65_536;
        using var guard = new LoginGuard(3, TimeSpan.FromSeconds(10), capacity);
        for (var i = 0; i < 1_000_000; i++)
        {
            Assert.NotNull(guard.Refuse($"name{i}", false, Start));
            if (i % 1024 == 0)
            {
                guard.Publish();
            }
        }

        guard.Publish();
        Assert.Equal(capacity, guard.Windows.Count);
        Assert.False(guard.Windows.Lookup("name0").HasValue);
    }

    [Fact]
    public void No_flood_of_other_names_lets_anybody_guess_once_more()
    {
        const int capacity = 65_536;
        using var guard = new LoginGuard(3, TimeSpan.FromSeconds(10), capacity);
        var time = Start;
        var others = 0;
        for (var round = 0; round < 4; round++)
        {
            var guesses = 0;
            AnswerKind? kind;
            do
            {
                kind = guard.Refuse("yoda", false, time)?.Kind;
                Assert.InRange(++guesses, 1, 3);
                for (var i = 0; i < capacity; i++)
                {
                    guard.Refuse($"name{others++}", false, time);
                }

                guard.Publish();
            } while (kind == AnswerKind.InvalidPassword);

            Assert.Equal(AnswerKind.NowBlocked, kind);
            Assert.Equal(AnswerKind.Blocked, guard.Refuse("yoda", true, time.AddSeconds(10).AddTicks(-1))?.Kind);
            time = time.AddSeconds(10);
            Assert.Null(guard.Refuse("yoda", true, time));
        }
    }

    [Fact]
    public void After_a_flood_a_first_wrong_password_may_block_but_the_right_one_passes()
    {
        using var guard = new LoginGuard(3, TimeSpan.FromSeconds(10), capacity: 16);
        for (var i = 0; i < 1000; i++)
        {
            guard.Refuse($"name{i}", false, Start.AddSeconds(i));
        }

        var later = Start.AddYears(1);
        Assert.Null(guard.Refuse("yoda", true, later));
        Assert.Equal(AnswerKind.NowBlocked, guard.Refuse("yoda", false, later)?.Kind);
        Assert.Null(guard.Refuse("yoda", true, later.AddSeconds(10)));
    }

    [Fact]
    public void While_all_places_are_blocked_a_right_password_and_a_wrong_one_are_refused_alike()
    {
        using var guard = new LoginGuard(1, TimeSpan.FromSeconds(10), capacity: 2);
        guard.Refuse("a", false, Start);
        guard.Refuse("b", false, Start.AddSeconds(1));
        var last = Start.AddSeconds(10).AddTicks(-1);
        Assert.Equal(AnswerKind.Blocked, guard.Refuse("c", false, last)?.Kind);
        Assert.Equal(AnswerKind.Blocked, guard.Refuse("c", true, last)?.Kind);
        Assert.Null(guard.Refuse("c", true, Start.AddSeconds(10)));
        Assert.Equal(AnswerKind.NowBlocked, guard.Refuse("c", false, Start.AddSeconds(10))?.Kind);
        Assert.Equal(AnswerKind.Blocked, guard.Refuse("b", true, Start.AddSeconds(10))?.Kind);
    }

    [Fact]
    public void The_name_whose_last_failure_is_longest_ago_is_forgotten_first()
    {
        using var guard = new LoginGuard(2, TimeSpan.FromSeconds(10), capacity: 2);
        guard.Refuse("a", false, Start);
        guard.Refuse("b", false, Start);
        guard.Refuse("a", false, Start);
        guard.Refuse("c", false, Start);
        guard.Publish();
        Assert.Equal(["a", "c"], guard.Windows.Keys.Order());
    }

    [Fact]
    public void A_block_that_is_over_can_be_forgotten_and_one_that_is_not_cannot()
    {
        using var guard = new LoginGuard(1, TimeSpan.FromSeconds(10), capacity: 2);
        guard.Refuse("a", false, Start);
        guard.Forget("a", Start.AddSeconds(10).AddTicks(-1));
        guard.Publish();
        Assert.Equal(1, guard.Windows.Count);
        guard.Forget("a", Start.AddSeconds(10));
        guard.Forget("nobody", Start);
        guard.Publish();
        Assert.Equal(0, guard.Windows.Count);
    }

    [Fact]
    public void Failures_that_do_not_block_are_not_forgotten_with_time()
    {
        using var guard = new LoginGuard(2, TimeSpan.FromSeconds(10), capacity: 2);
        guard.Refuse("a", false, Start);
        guard.Forget("a", Start.AddYears(1));
        Assert.Equal(AnswerKind.NowBlocked, guard.Refuse("a", false, Start.AddYears(1))?.Kind);
    }
}
