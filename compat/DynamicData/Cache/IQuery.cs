using DynamicData.Kernel;

namespace DynamicData;

/// <summary>A keyed collection to read. Valid while nothing changes it: inside the edit or the callback it is given to.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IQuery<TObject, TKey>
    where TObject : notnull
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>The items.</summary>
    IEnumerable<TObject> Items { get; }

    /// <summary>The items with their keys.</summary>
    IEnumerable<KeyValuePair<TKey, TObject>> KeyValues { get; }

    /// <summary>The keys.</summary>
    IEnumerable<TKey> Keys { get; }

    /// <summary>The item of a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    Optional<TObject> Lookup(TKey key);
}
