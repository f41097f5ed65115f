using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Views;

namespace Forum.ServerApp;

/// <summary>
/// Lines for a console, many at a time when many come: a quiet server shows each at once, a busy one does not pay for each by itself.
/// What users wrote is shown, and never obeyed.
/// </summary>
internal static class ConsoleLines
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Most characters that wait for a console that takes its time; further lines are counted instead.</summary>
    private const int Capacity = 4 * 1024 * 1024;

    /// <summary>Gathers lines into blocks, without the last line end. The source never waits for the console.</summary>
    /// <param name="lines">The lines, as they were written.</param>
    /// <param name="scheduler">Where the blocks come, one at a time, and whose stopwatch measures.</param>
    public static IObservable<string> InBlocks(this IObservable<string> lines, IScheduler scheduler) =>
        lines.Conflate<string, Waiting>(Gather, Pace, scheduler).Select(waiting => waiting.ToString());

    private static bool Gather(ref Waiting? waiting, string line)
    {
        waiting ??= new Waiting();
        waiting.Add(line);
        return true;
    }

    private sealed class Waiting
    {
        private readonly StringBuilder _lines = new();
        private long _skipped;

        public void Add(string line)
        {
            if (_skipped > 0 || _lines.Length >= Capacity)
            {
                _skipped++;
                return;
            }

            _lines.Append(_lines.Length == 0 ? "" : Environment.NewLine).Append(VisibleText.Of(line));
        }

        public override string ToString() =>
            _skipped == 0
                ? _lines.ToString()
                : $"{_lines}{Environment.NewLine}({_skipped} lines skipped: they came faster than they could be written)";
    }
}
