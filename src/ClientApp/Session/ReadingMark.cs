using System.Collections.Immutable;
using System.Text;

namespace Forum.ClientApp.Session;

/// <summary>
/// How far somebody has read: the time of the newest message seen, and which messages of that second were seen, since
/// several can bear the same time. So nothing is missed and nothing shown twice.
/// </summary>
/// <param name="Time">The server's time of the newest.</param>
/// <param name="Seen">Fingerprints of the messages of that second; at most <see cref="MostSeen"/>.</param>
internal sealed record ReadingMark(string Time, ImmutableArray<ulong> Seen)
{
    private const int MostSeen = 10_000;

    /// <summary>Nothing read yet.</summary>
    public static ReadingMark None { get; } = new(ServerTime.Beginning, []);

    /// <summary>The timestamp to ask for: what is later than it includes everything unseen.</summary>
    public string Since => ServerTime.SecondBefore(Time);

    /// <summary>Whether the message is news to who has read this far.</summary>
    public bool IsNews(BoardMessage message) =>
        ServerTime.IsLater(message.Time, Time) || (message.Time == Time && !Seen.Contains(Fingerprint(message)));

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

    // The number is no part of it: it changes when an earlier message is deleted. FNV-1a, 64 bits.
    private static ulong Fingerprint(BoardMessage message)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes($"{message.User}\n{message.IsEdited}\n{message.Text}"))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
