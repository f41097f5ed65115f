namespace DynamicData;

/// <summary>Changes of a set of values; each is its own key.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public interface IDistinctChangeSet<T> : IChangeSet<T, T>
    where T : notnull;
