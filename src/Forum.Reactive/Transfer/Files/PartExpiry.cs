namespace Forum.Reactive.Transfer.Files;

/// <summary>A part that nobody went on with, and that is gone now.</summary>
/// <param name="Name">Its name in the downloads folder.</param>
/// <param name="Age">How long nothing had been written to it.</param>
public readonly record struct ExpiredPart(string Name, TimeSpan Age);

/// <summary>Removes what was begun and never finished.</summary>
internal static class PartExpiry
{
    /// <summary>
    /// Removes each part that is older than a bound, and only what surely is one: it ends with a map. A part that is in use or
    /// cannot be opened stays.
    /// </summary>
    public static IEnumerable<ExpiredPart> Remove(IFileStore store, DateTimeOffset now, TimeSpan lifetime)
    {
        foreach (var part in store.FindParts().Where(part => now - part.WrittenAt > lifetime))
        {
            if (IsWaiting(store, part.Name, isToGo: true))
            {
                yield return new ExpiredPart(part.Name, now - part.WrittenAt);
            }
        }
    }

    /// <summary>What surely is a part, and waits for another attempt: nothing is written to it now.</summary>
    public static IEnumerable<StoredPart> FindWaiting(IFileStore store) =>
        store.FindParts().Where(part => IsWaiting(store, part.Name, isToGo: false));

    private static bool IsWaiting(IFileStore store, string name, bool isToGo)
    {
        try
        {
            using var file = store.OpenPart(name); // As long as it is open, nobody else goes on with it.
            var isWaiting = PartMap.EndsWithOne(file);
            if (isWaiting && isToGo)
            {
                store.Delete(name);
            }

            return isWaiting;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return false;
        }
    }
}
