namespace DynamicData;

/// <summary>What happened to an item.</summary>
public enum ChangeReason
{
    /// <summary>It is new.</summary>
    Add = 0,

    /// <summary>It replaces the item with the same key.</summary>
    Update = 1,

    /// <summary>It is gone.</summary>
    Remove = 2,

    /// <summary>It is the same item, and operators should look at it anew.</summary>
    Refresh = 3,

    /// <summary>It has another place in a sorted sequence. No operator here makes it; those here ignore it.</summary>
    Moved = 4,
}
