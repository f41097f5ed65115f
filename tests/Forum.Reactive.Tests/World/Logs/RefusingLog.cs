using Forum.Reactive.Log;

namespace Forum.Reactive.Tests.World.Logs;

/// <summary>Some durable entries are refused, each told in its place; local ones are not.</summary>
internal sealed class RefusingLog(LogFate fate, Func<Entry, bool> refuses) : RelayedLog
{
    protected override void Take(Ordered batch)
    {
        var entries = batch.Entries.Span;
        var start = 0;
        for (var end = 1; end <= entries.Length; end++)
        {
            if (end == entries.Length || IsRefused(entries[end]) != IsRefused(entries[start]))
            {
                HandOn(batch.Part(start, end - start), IsRefused(entries[start]) ? fate : LogFate.Ordered);
                start = end;
            }
        }
    }

    private bool IsRefused(Entry entry) => entry.Act.IsDurable && refuses(entry);
}
