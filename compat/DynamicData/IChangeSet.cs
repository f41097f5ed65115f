namespace DynamicData;

/// <summary>Changes that happened together: how many, and of what kind.</summary>
public interface IChangeSet
{
    /// <summary>Number of added items.</summary>
    int Adds { get; }

    /// <summary>Room, in changes, before memory is allocated again.</summary>
    int Capacity { get; set; }

    /// <summary>Number of changes.</summary>
    int Count { get; }

    /// <summary>Number of moved items.</summary>
    int Moves { get; }

    /// <summary>Number of refreshed items.</summary>
    int Refreshes { get; }

    /// <summary>Number of removed items.</summary>
    int Removes { get; }
}

/// <summary>Changes of a keyed collection that happened together, in order.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public interface IChangeSet<TObject, TKey> : IChangeSet, IEnumerable<Change<TObject, TKey>>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>Number of replaced items.</summary>
    int Updates { get; }
}

/// <summary>A change set that carries something more.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TContext">Type of what it carries.</typeparam>
public interface IChangeSet<TObject, TKey, out TContext> : IChangeSet<TObject, TKey>
    where TObject : notnull
    where TKey : notnull
{
    /// <summary>What it carries.</summary>
    TContext Context { get; }
}
