using System.Net;
using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests;

public sealed class RateBudgetTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Start = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(60_000)]
    public void All_of_it_can_be_spent_at_once_and_comes_back_within_a_minute(int perMinute)
    {
        var budget = new RateBudget<string>(perMinute, Minute, capacity: 10);
        for (var round = 0; round < 2; round++)
        {
            var time = Start.AddMinutes(round);
            for (var i = 0; i < perMinute; i++)
            {
                Assert.False(budget.IsSpent("a", time));
                budget.Spend("a", time);
            }

            Assert.True(budget.IsSpent("a", time));
            Assert.False(budget.IsSpent("b", time));
        }
    }

    [Fact]
    public void It_comes_back_evenly()
    {
        var budget = new RateBudget<string>(60, Minute, capacity: 10);
        for (var i = 0; i < 60; i++)
        {
            budget.Spend("a", Start);
        }

        Assert.True(budget.IsSpent("a", Start.AddSeconds(1).AddTicks(-1)));
        Assert.False(budget.IsSpent("a", Start.AddSeconds(1)));
        budget.Spend("a", Start.AddSeconds(1));
        Assert.True(budget.IsSpent("a", Start.AddSeconds(1)));
    }

    [Fact]
    public void Nothing_is_remembered_of_a_source_whose_debt_is_paid_off()
    {
        var budget = new RateBudget<string>(60, Minute, capacity: 10);
        budget.Spend("a", Start);
        budget.Spend("b", Start);
        budget.Spend("c", Start.AddSeconds(1));
        Assert.Equal(1, budget.Count);
    }

    [Fact]
    public void It_never_allows_more_than_one_without_a_bound_and_never_outgrows_its_own() =>
        Seeded.Run(random =>
        {
            for (var run = 0; run < 100; run++)
            {
                var perMinute = 1 + random.Next(5);
                var capacity = 1 + random.Next(5);
                var bounded = new RateBudget<int>(perMinute, Minute, capacity);
                var exact = new RateBudget<int>(perMinute, Minute, capacity: 1000);
                var time = Start;
                for (var step = 0; step < 500; step++)
                {
                    time += TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(20) : 0);
                    var source = random.Next(15);
                    Assert.True(bounded.IsSpent(source, time) || !exact.IsSpent(source, time));
                    if (!bounded.IsSpent(source, time))
                    {
                        bounded.Spend(source, time);
                        exact.Spend(source, time);
                    }

                    Assert.InRange(bounded.Count, 0, capacity);
                }
            }
        });

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%3", "fe80::2", true)]
    [InlineData("0.0.0.1", "::1", false)]
    public void An_address_counts_by_what_one_attacker_has(string one, string other, bool isSame) =>
        Assert.Equal(isSame, SourceNetwork.Of(IPAddress.Parse(one)) == SourceNetwork.Of(IPAddress.Parse(other)));
}
