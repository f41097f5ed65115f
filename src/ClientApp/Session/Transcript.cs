using System.Collections.Immutable;

namespace Forum.ClientApp.Session;

/// <summary>
/// What stands above the prompt, numbered from 0 for ever: a face writes what is newer than the last it wrote. Only the
/// newest are kept, so that a terminal that cannot be written to holds no memory; a face sees from the numbers what it missed.
/// </summary>
/// <param name="First">Number of the oldest entry that is kept.</param>
/// <param name="Entries">The entries, oldest first; at most <see cref="Most"/>.</param>
internal sealed record Transcript(long First, ImmutableList<Entry> Entries)
{
    /// <summary>How many entries are kept.</summary>
    public const int Most = 2000;

    /// <summary>Nothing yet.</summary>
    public static Transcript Empty { get; } = new(0, []);

    /// <summary>The number that the next entry will have.</summary>
    public long Next => First + Entries.Count;

    /// <summary>Adds an entry; drops the oldest if there are too many.</summary>
    public Transcript Add(Entry entry) =>
        Entries.Count < Most
            ? this with
            {
                Entries = Entries.Add(entry),
            }
            : new Transcript(First + 1, Entries.RemoveAt(0).Add(entry));

    /// <summary>The entries from a number on, and how many before them were dropped unseen.</summary>
    public (long Missed, IEnumerable<Entry> Entries) From(long number)
    {
        var missed = Math.Max(0, First - number);
        return (missed, Entries.Skip((int)(number + missed - First)));
    }
}
