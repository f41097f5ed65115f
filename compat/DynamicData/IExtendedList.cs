namespace DynamicData;

/// <summary>A list that changes by ranges.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public interface IExtendedList<T> : IList<T>
{
    /// <summary>Adds items at the end.</summary>
    void AddRange(IEnumerable<T> collection);

    /// <summary>Inserts items.</summary>
    void InsertRange(IEnumerable<T> collection, int index);

    /// <summary>Moves an item.</summary>
    void Move(int original, int destination);

    /// <summary>Removes items.</summary>
    void RemoveRange(int index, int count);
}
