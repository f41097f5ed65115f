namespace Forum.Reactive.Presence;

/// <summary>
/// How many offers wait for an answer, by who is to answer and by pair: so that one sender can fill only a part of what a receiver has
/// room for. Pure; one caller at a time.
/// </summary>
/// <param name="perReceiver">Most that wait for one receiver, over all senders.</param>
/// <param name="perPair">Most of them from one sender.</param>
internal sealed class WaitingOffers(int perReceiver, int perPair)
{
    private readonly Dictionary<string, int> _byReceiver = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Sender, string Receiver), int> _byPair = [];

    /// <summary>Whether a further one may wait.</summary>
    public bool HasRoom(string sender, string receiver) =>
        _byReceiver.GetValueOrDefault(receiver) < perReceiver
        && _byPair.GetValueOrDefault((sender, receiver)) < perPair;

    /// <summary>One more waits.</summary>
    public void Add(string sender, string receiver)
    {
        Change(_byReceiver, receiver, 1);
        Change(_byPair, (sender, receiver), 1);
    }

    /// <summary>One was answered, or is gone.</summary>
    public void Remove(string sender, string receiver)
    {
        Change(_byReceiver, receiver, -1);
        Change(_byPair, (sender, receiver), -1);
    }

    private static void Change<TKey>(Dictionary<TKey, int> counts, TKey key, int by)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count > 0)
        {
            counts[key] = count;
        }
        else
        {
            counts.Remove(key);
        }
    }
}
