namespace DynamicData.Binding;

/// <summary>Which end of an order comes first.</summary>
public enum SortDirection
{
    /// <summary>The smallest first.</summary>
    Ascending = 0,

    /// <summary>The largest first.</summary>
    Descending = 1,
}

/// <summary>A value to sort by.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
/// <param name="expression">Gives the value of an item.</param>
/// <param name="direction">Which end comes first.</param>
public class SortExpression<T>(Func<T, IComparable> expression, SortDirection direction = SortDirection.Ascending)
{
    /// <summary>Which end comes first.</summary>
    public SortDirection Direction { get; } = direction;

    /// <summary>Gives the value of an item.</summary>
    public Func<T, IComparable> Expression { get; } = expression;
}

/// <summary>Compares by one value after another. Null items, and items whose value is null, come first.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public class SortExpressionComparer<T> : List<SortExpression<T>>, IComparer<T>
{
    /// <summary>A comparer to whom all items are equal.</summary>
    public SortExpressionComparer() { }

    /// <summary>Smallest values first.</summary>
    public static SortExpressionComparer<T> Ascending(Func<T, IComparable> expression) => [new(expression)];

    /// <summary>Largest values first.</summary>
    public static SortExpressionComparer<T> Descending(Func<T, IComparable> expression) =>
        [new(expression, SortDirection.Descending)];

    /// <inheritdoc/>
    public int Compare(T? x, T? y)
    {
        foreach (var each in this)
        {
            var result = Compare(each, x, y);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    /// <summary>Among equals, smallest values first.</summary>
    public SortExpressionComparer<T> ThenByAscending(Func<T, IComparable> expression)
    {
        Add(new(expression));
        return this;
    }

    /// <summary>Among equals, largest values first.</summary>
    public SortExpressionComparer<T> ThenByDescending(Func<T, IComparable> expression)
    {
        Add(new(expression, SortDirection.Descending));
        return this;
    }

    private static int Compare(SortExpression<T> by, T? x, T? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var (a, b) = (by.Expression(x), by.Expression(y));
        if (a is null || b is null)
        {
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        }

        var result = Math.Sign(a.CompareTo(b));
        return by.Direction == SortDirection.Ascending ? result : -result;
    }
}
