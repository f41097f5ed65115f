using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Forum.Reactive;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>Waiting for what must happen: long enough for a machine that has much else to do, and never for ever.</summary>
internal static class Patience
{
    /// <summary>Longest wait for anything.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until what it sees is as expected.</summary>
    /// <returns>What was seen then.</returns>
    /// <exception cref="TimeoutException">It did not become so; the message tells what was seen last.</exception>
    public static async Task<T> Until<T>(Func<T> look, Func<T, bool> isAsExpected)
    {
        var seen = look();
        await Observable
            .Interval(Pace, RealTime.Scheduler)
            .StartWith(0)
            .Select(_ => seen = look())
            .Where(isAsExpected)
            .Take(1)
            .Timeout(Limit, RealTime.Scheduler)
            .Catch(
                (TimeoutException _) =>
                    Observable.Throw<T>(new TimeoutException("It did not come. Seen last: " + Describe(seen)))
            )
            .ToTask();
        return seen;
    }

    /// <summary>Tries again and again until an attempt succeeds; the next one begins when the last one is over.</summary>
    public static async Task UntilTrue(Func<Task<bool>> attempt, TimeSpan pace)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await attempt())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException("No attempt succeeded.");
            }

            await Observable.Timer(pace, RealTime.Scheduler);
        }
    }

    private static string Describe<T>(T seen) =>
        seen switch
        {
            null => "nothing",
            string text => text,
            IEnumerable<string> lines => string.Join('\n', lines.TakeLast(20)),
            _ => seen.ToString() ?? "",
        };
}
