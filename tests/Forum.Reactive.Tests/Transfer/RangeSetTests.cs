using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Tests.Transfer;

public class RangeSetTests
{
    [Fact]
    public void What_touches_a_range_makes_no_further_one()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var set = new RangeSet();
            for (var range = random.Next(5); range > 0; range--)
            {
                var from = random.Next(40);
                set.Add(from, from + 1 + random.Next(5));
            }

            var start = random.Next(45);
            var end = start + 1 + random.Next(5);
            var (touches, count) = (set.Touches(start, end), set.Count);
            set.Add(start, end);
            Assert.Equal(touches, set.Count <= count);
        }
    }

    [Fact]
    public void A_range_set_is_a_set_of_numbers_whatever_is_done_to_it()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            AssertLikeASet(seed);
        }
    }

    private static void AssertLikeASet(int seed)
    {
        const int Most = 60;
        var random = new Random(seed);
        var ranges = new RangeSet();
        var model = new bool[Most + 1];
        for (var step = 0; step < 60; step++)
        {
            var start = random.Next(Most);
            var end = random.Next(start, Most + 1);
            if (random.Next(3) > 0)
            {
                var isNew = !model.AsSpan(start, end - start).ContainsAnyExcept(true) == false;
                Assert.True(ranges.Add(start, end) == isNew, $"seed {seed}");
                model.AsSpan(start, end - start).Fill(true);
            }
            else
            {
                ranges.Remove(start, end);
                model.AsSpan(start, end - start).Clear();
            }

            AssertSame(ranges, model, seed);
        }
    }

    private static void AssertSame(RangeSet ranges, bool[] model, int seed)
    {
        var seen = new bool[model.Length];
        var last = -1L;
        foreach (var range in ranges.Ranges)
        {
            Assert.True(range.Start > last && range.End > range.Start, $"seed {seed}");
            last = range.End;
            seen.AsSpan((int)range.Start, (int)range.Length).Fill(true);
        }

        Assert.True(model.AsSpan().SequenceEqual(seen), $"seed {seed}");
        Assert.Equal(model.Count(isIn => isIn), ranges.Total);
        for (var number = 0; number < model.Length - 1; number++)
        {
            Assert.Equal(model[number], ranges.Contains(number, number + 1));
            var unbroken = Array.IndexOf(model, false, number);
            Assert.Equal(unbroken, ranges.UnbrokenFrom(number));
            var next = Array.IndexOf(model, true, number);
            Assert.Equal(next < 0 ? long.MaxValue : next, ranges.NextStart(number));
        }
    }
}
