namespace DynamicData.Tests;

/// <summary>An item with a key and a value; each instance is itself (no equality of values).</summary>
public sealed class Item(int key, int value)
{
    public int Key => key;

    /// <summary>Can be changed in place, to be followed by a refresh.</summary>
    public int Value { get; set; } = value;

    public override string ToString() => $"{Key}:{Value}";

    public static SourceCache<Item, int> Cache() => new(item => item.Key);

    public static Item[] Range(int count) => [.. Enumerable.Range(1, count).Select(i => new Item(i, i))];
}
