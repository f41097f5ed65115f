namespace Forum.Reactive.Presence;

/// <summary>The numbers of offers by a user's name, oldest first; nothing is kept of a user without any.</summary>
internal sealed class OffersByUser
{
    private readonly Dictionary<string, SortedSet<long>> _ids = new(StringComparer.Ordinal);

    /// <summary>The offers of a user; valid until the next change.</summary>
    public IReadOnlyCollection<long> Of(string user) => _ids.TryGetValue(user, out var ids) ? ids : [];

    public void Add(string user, long id)
    {
        if (!_ids.TryGetValue(user, out var ids))
        {
            _ids.Add(user, ids = []);
        }

        ids.Add(id);
    }

    public void Remove(string user, long id)
    {
        if (_ids.TryGetValue(user, out var ids) && ids.Remove(id) && ids.Count == 0)
        {
            _ids.Remove(user);
        }
    }
}
