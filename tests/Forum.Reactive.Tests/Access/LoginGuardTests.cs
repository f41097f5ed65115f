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
        using var guard = new LoginGuard();
        var limits = Limits(3, capacity);
        for (var i = 0; i < 1_000_000; )
        {
            Batch.Run(
                () =>
                {
                    for (var end = i + 1000; i < end; i++)
                    {
                        Assert.Equal(
                            AnswerKind.InvalidPassword,
                            guard.Refuse(limits, $"name{i}", false, Start)?.Kind
                        );
                    }
                },
                guard.Cache
            );
        }

        Assert.Equal(capacity, guard.Cache.Published.Count);
        Assert.True(guard.Cache.Published.Lookup("name999999").HasValue);
        Assert.False(guard.Cache.Published.Lookup("name0").HasValue);
    }

    [Fact]
    public void The_name_whose_last_failure_is_longest_ago_is_forgotten_first()
    {
        using var guard = new LoginGuard();
        var limits = Limits(2, capacity: 2);
        foreach (var name in new[] { "a", "b", "a", "c" })
        {
            Batch.Run(() => guard.Refuse(limits, name, false, Start), guard.Cache);
        }

        Assert.Equal(["a", "c"], guard.Cache.Published.Keys.Order());
    }

    [Fact]
    public void A_block_that_is_over_can_be_forgotten_and_one_that_is_not_cannot()
    {
        using var guard = new LoginGuard();
        Batch.Run(() => guard.Refuse(Limits(1, capacity: 2), "a", false, Start), guard.Cache);
        Batch.Run(() => guard.Forget("a", Start.AddSeconds(10).AddTicks(-1)), guard.Cache);
        Assert.Equal(1, guard.Cache.Published.Count);
        Batch.Run(
            () =>
            {
                guard.Forget("a", Start.AddSeconds(10));
                guard.Forget("nobody", Start);
            },
            guard.Cache
        );
        Assert.Equal(0, guard.Cache.Published.Count);
    }

    [Fact]
    public void Failures_that_do_not_block_are_not_forgotten_with_time()
    {
        using var guard = new LoginGuard();
        var limits = Limits(2, capacity: 2);
        Batch.Run(() => guard.Refuse(limits, "a", false, Start), guard.Cache);
        Batch.Run(() => guard.Forget("a", Start.AddYears(1)), guard.Cache);
        Assert.Equal(
            AnswerKind.NowBlocked,
            Batch.Run(() => guard.Refuse(limits, "a", false, Start.AddYears(1)), guard.Cache)?.Kind
        );
    }

    private static LoginLimits Limits(int maxFailures, int capacity) =>
        new(maxFailures, TimeSpan.FromSeconds(10), capacity);
}
