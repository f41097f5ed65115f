using System.Collections.Immutable;
using System.Text;

namespace Forum.ClientApp.Session;

/// <summary>
/// How far somebody has read: the time up to which all was seen, and which messages of that second and of later ones were seen,
/// since several can bear the same time and the newest page is shown first. So nothing is missed and nothing shown twice.
/// </summary>
/// <param name="Time">By the server's clock: everything before this second was seen.</param>
/// <param name="Seen">Fingerprints of the messages of that second and later that were seen; at most <see cref="MostSeen"/>.</param>
internal sealed record ReadingMark(string Time, ImmutableArray<ulong> Seen)
{
    private const int MostSeen = 10_000;

    /// <summary>Nothing read yet.</summary>
    public static ReadingMark None { get; } = new(ServerTime.Beginning, []);

    /// <summary>The timestamp to ask for: what is later than it includes everything unseen.</summary>
    public string Since => ServerTime.SecondBefore(Time);

    /// <summary>Whether the message is news to who has read this far.</summary>
    public bool IsNews(BoardMessage message) => IsNotBefore(message) && !Seen.Contains(Fingerprint(message));

    /// <summary>The mark after these were shown, though not all that are older.</summary>
    public ReadingMark Showing(IEnumerable<BoardMessage> messages) =>
        With([.. messages.Where(IsNotBefore).Select(Fingerprint)]);

    /// <summary>The mark with these seen besides.</summary>
    public ReadingMark With(ImmutableArray<ulong> seen)
    {
        var more = seen.Except(Seen).Take(Math.Max(0, MostSeen - Seen.Length)).ToImmutableArray();
        return more.IsEmpty ? this : this with { Seen = Seen.AddRange(more) };
    }

    /// <summary>The mark after this message too has been read.</summary>
    public ReadingMark After(BoardMessage message)
    {
        if (ServerTime.IsLater(message.Time, Time))
        {
            return new ReadingMark(message.Time, [Fingerprint(message)]);
        }

        return IsNews(message) && Seen.Length < MostSeen ? this with { Seen = Seen.Add(Fingerprint(message)) } : this;
    }

    /// <summary>The mark after all of these have been read.</summary>
    public ReadingMark After(IEnumerable<BoardMessage> messages) =>
        messages.Aggregate(this, (mark, next) => mark.After(next));

    private bool IsNotBefore(BoardMessage message) => message.Time == Time || ServerTime.IsLater(message.Time, Time);

    // The number is no part of it: it changes when an earlier message is deleted. FNV-1a, 64 bits.
    private static ulong Fingerprint(BoardMessage message)
    {
        var hash = 14695981039346656037UL;
        foreach (
            var value in Encoding.UTF8.GetBytes($"{message.Time}\n{message.User}\n{message.IsEdited}\n{message.Text}")
        )
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
