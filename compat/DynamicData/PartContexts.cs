using DynamicData.Operators;

namespace DynamicData;

/// <summary>How to sort and page.</summary>
public readonly record struct SortAndPageOptions()
{
    /// <summary>Room for so many items from the start.</summary>
    public int InitialCapacity { get; init; }

    /// <summary>How many changes at once are sorted in as a whole.</summary>
    public int ResetThreshold { get; init; } = 100;

    /// <summary>Whether places are found by halves; here they are either way.</summary>
    public bool UseBinarySearch { get; init; }
}

/// <summary>How to sort and show a part.</summary>
public readonly record struct SortAndVirtualizeOptions()
{
    /// <summary>Room for so many items from the start.</summary>
    public int InitialCapacity { get; init; }

    /// <summary>How many changes at once are sorted in as a whole.</summary>
    public int ResetThreshold { get; init; } = 100;

    /// <summary>Whether places are found by halves; here they are either way.</summary>
    public bool UseBinarySearch { get; init; }
}

/// <summary>What the changes of a page carry.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <param name="Response">Which page it is.</param>
/// <param name="Comparer">The order.</param>
/// <param name="Options">How it was sorted.</param>
public record PageContext<TObject>(IPageResponse Response, IComparer<TObject> Comparer, SortAndPageOptions Options);

/// <summary>What the changes of a part carry.</summary>
/// <typeparam name="TObject">Type of the items.</typeparam>
/// <param name="Response">Which part it is.</param>
/// <param name="Comparer">The order.</param>
/// <param name="Options">How it was sorted.</param>
public record VirtualContext<TObject>(
    IVirtualResponse Response,
    IComparer<TObject> Comparer,
    SortAndVirtualizeOptions Options
);
