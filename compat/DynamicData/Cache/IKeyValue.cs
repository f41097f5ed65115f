namespace DynamicData;

/// <summary>Something with a key.</summary>
/// <typeparam name="T">Type of the key.</typeparam>
public interface IKey<out T>
{
    /// <summary>The key.</summary>
    T Key { get; }
}

/// <summary>A key and its item.</summary>
/// <typeparam name="TObject">Type of the item.</typeparam>
/// <typeparam name="TKey">Type of the key.</typeparam>
public interface IKeyValue<out TObject, out TKey> : IKey<TKey>
{
    /// <summary>The item.</summary>
    TObject Value { get; }
}
