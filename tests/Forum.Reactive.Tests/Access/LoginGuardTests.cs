using Forum.Reactive.Access;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Access;

public sealed class LoginGuardTests
{
    private static readonly DateTimeOffset Start = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_table_of_failures_stays_bounded_under_a_million_different_names()
    {
        const int capacity = 65_536;
        using var guard = new LoginGuard { Limits = Limits(3, capacity) };
        for (var i = 0; i < 1_000_000; i++)
        {
            Assert.NotNull(Refuse(guard, $"name{i}", false, Start));
        }

        Assert.Equal(capacity, guard.Cache.Published.Count);
        Assert.False(guard.Cache.Published.Lookup("name0").HasValue);
    }

    [Fact]
    public void No_flood_of_other_names_lets_anybody_guess_once_more()
    {
        const int capacity = 65_536;
        using var guard = new LoginGuard { Limits = Limits(3, capacity) };
        var time = Start;
        var others = 0;
        for (var round = 0; round < 4; round++)
        {
            var guesses = 0;
            AnswerKind? kind;
            do
            {
                kind = Refuse(guard, "yoda", false, time)?.Kind;
                Assert.InRange(++guesses, 1, 3);
                for (var i = 0; i < capacity; i++)
                {
                    Refuse(guard, $"name{others++}", false, time);
                }
            } while (kind == AnswerKind.InvalidPassword);

            Assert.Equal(AnswerKind.NowBlocked, kind);
            Assert.Equal(AnswerKind.Blocked, Refuse(guard, "yoda", true, time.AddSeconds(10).AddTicks(-1))?.Kind);
            time = time.AddSeconds(10);
            Assert.Null(Refuse(guard, "yoda", true, time));
        }
    }

    [Fact]
    public void After_a_flood_a_first_wrong_password_may_block_but_the_right_one_passes()
    {
        using var guard = new LoginGuard { Limits = Limits(3, capacity: 16) };
        for (var i = 0; i < 1000; i++)
        {
            Refuse(guard, $"name{i}", false, Start.AddSeconds(i));
        }

        var later = Start.AddYears(1);
        Assert.Null(Refuse(guard, "yoda", true, later));
        Assert.Equal(AnswerKind.NowBlocked, Refuse(guard, "yoda", false, later)?.Kind);
        Assert.Null(Refuse(guard, "yoda", true, later.AddSeconds(10)));
    }

    [Fact]
    public void While_all_places_are_blocked_a_right_password_and_a_wrong_one_are_refused_alike()
    {
        using var guard = new LoginGuard { Limits = Limits(1, capacity: 2) };
        Refuse(guard, "a", false, Start);
        Refuse(guard, "b", false, Start.AddSeconds(1));
        var last = Start.AddSeconds(10).AddTicks(-1);
        Assert.Equal(AnswerKind.Blocked, Refuse(guard, "c", false, last)?.Kind);
        Assert.Equal(AnswerKind.Blocked, Refuse(guard, "c", true, last)?.Kind);
        Assert.Null(Refuse(guard, "c", true, Start.AddSeconds(10)));
        Assert.Equal(AnswerKind.NowBlocked, Refuse(guard, "c", false, Start.AddSeconds(10))?.Kind);
        Assert.Equal(AnswerKind.Blocked, Refuse(guard, "b", true, Start.AddSeconds(10))?.Kind);
    }

    [Fact]
    public void The_name_whose_last_failure_is_longest_ago_is_forgotten_first()
    {
        using var guard = new LoginGuard { Limits = Limits(2, capacity: 2) };
        Refuse(guard, "a", false, Start);
        Refuse(guard, "b", false, Start);
        Refuse(guard, "a", false, Start);
        Refuse(guard, "c", false, Start);
        Assert.Equal(["a", "c"], guard.Cache.Published.Keys.Order());
    }

    [Fact]
    public void A_block_that_is_over_can_be_forgotten_and_one_that_is_not_cannot()
    {
        using var guard = new LoginGuard { Limits = Limits(1, capacity: 2) };
        Refuse(guard, "a", false, Start);
        Forget(guard, "a", Start.AddSeconds(10).AddTicks(-1));
        Assert.Equal(1, guard.Cache.Published.Count);
        Forget(guard, "a", Start.AddSeconds(10));
        Forget(guard, "nobody", Start);
        Assert.Equal(0, guard.Cache.Published.Count);
    }

    [Fact]
    public void Failures_that_do_not_block_are_not_forgotten_with_time()
    {
        using var guard = new LoginGuard { Limits = Limits(2, capacity: 2) };
        Refuse(guard, "a", false, Start);
        Forget(guard, "a", Start.AddYears(1));
        Assert.Equal(AnswerKind.NowBlocked, Refuse(guard, "a", false, Start.AddYears(1))?.Kind);
    }

    private static LoginLimits Limits(int maxFailures, int capacity) =>
        new(maxFailures, TimeSpan.FromSeconds(10), capacity, MaxFailuresPerMinute: 60, AddressCapacity: 16);

    private static Answer? Refuse(LoginGuard guard, string user, bool passwordIsRight, DateTimeOffset time) =>
        Batch.Run(() => guard.Refuse(user, passwordIsRight, time), guard.Cache);

    private static void Forget(LoginGuard guard, string user, DateTimeOffset time) =>
        Batch.Run(() => guard.Forget(user, time), guard.Cache);
}
