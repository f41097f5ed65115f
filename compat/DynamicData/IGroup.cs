using DynamicData.Kernel;

namespace DynamicData;

/// <summary>The items of a group, live. Its cache ends when the group has no items any more.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TGroupKey">Type of the group's key.</typeparam>
public interface IGroup<TObject, TKey, out TGroupKey> : IKey<TGroupKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>The items.</summary>
    IObservableCache<TObject, TKey> Cache { get; }
}

/// <summary>The items of a group as they were.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TGroupKey">Type of the group's key.</typeparam>
public interface IGrouping<TObject, TKey, out TGroupKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Number of items.</summary>
    int Count { get; }

    /// <summary>The items.</summary>
    IEnumerable<TObject> Items { get; }

    /// <summary>The group's key.</summary>
    TGroupKey Key { get; }

    /// <summary>The items with their keys.</summary>
    IEnumerable<KeyValuePair<TKey, TObject>> KeyValues { get; }

    /// <summary>The keys of the items.</summary>
    IEnumerable<TKey> Keys { get; }

    /// <summary>The item of a key, if it is there.</summary>
    Optional<TObject> Lookup(TKey key);
}

/// <summary>Changes of live groups.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TGroupKey">Type of the groups' keys.</typeparam>
public interface IGroupChangeSet<TObject, TKey, TGroupKey> : IChangeSet<IGroup<TObject, TKey, TGroupKey>, TGroupKey>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull;

/// <summary>Changes of groups as they are after each set.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TGroupKey">Type of the groups' keys.</typeparam>
public interface IImmutableGroupChangeSet<TObject, TKey, TGroupKey>
    : IChangeSet<IGrouping<TObject, TKey, TGroupKey>, TGroupKey>
    where TObject : notnull
    where TKey : notnull
    where TGroupKey : notnull;
