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
            Assert.Equal(AnswerKind.InvalidPassword, guard.Refuse($"name{i}", false, Start)?.Kind);
            if (i % 1024 == 0)
            {
                guard.Publish();
            }
        }

        guard.Publish();
        Assert.Equal(capacity, guard.Windows.Count);
        Assert.True(guard.Windows.Lookup("name999999").HasValue);
        Assert.False(guard.Windows.Lookup("name0").HasValue);
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
