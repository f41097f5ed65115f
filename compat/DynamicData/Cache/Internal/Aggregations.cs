using System.Numerics;

namespace DynamicData.Cache.Internal;

/// <summary>Something that is known of a collection without looking at all of it again.</summary>
internal interface IAggregation<in TObject, out TResult>
{
    TResult Result { get; }

    void Add(TObject item);

    void Remove(TObject item);
}

/// <summary>How many there are.</summary>
internal struct Counting<TObject> : IAggregation<TObject, int>
{
    public int Result { get; private set; }

    public void Add(TObject item) => Result++;

    public void Remove(TObject item) => Result--;
}

/// <summary>The sum of a number of each.</summary>
internal struct Summing<TObject, TNumber>(Func<TObject, TNumber> select) : IAggregation<TObject, TNumber>
    where TNumber : struct, INumber<TNumber>
{
    public TNumber Result { get; private set; }

    public void Add(TObject item) => Result += select(item);

    public void Remove(TObject item) => Result -= select(item);
}

/// <summary>The mean of a number of each; the sum is kept in a type that holds it.</summary>
internal struct Averaging<TObject, TNumber, TSum, TResult>(Func<TObject, TNumber> select, TResult empty)
    : IAggregation<TObject, TResult>
    where TNumber : struct, INumber<TNumber>
    where TSum : struct, INumber<TSum>
    where TResult : struct, INumber<TResult>
{
    private TSum _sum;
    private int _count;

    public readonly TResult Result =>
        _count == 0 ? empty : TResult.CreateTruncating(_sum) / TResult.CreateTruncating(_count);

    public void Add(TObject item)
    {
        _sum += TSum.CreateTruncating(select(item));
        _count++;
    }

    public void Remove(TObject item)
    {
        _sum -= TSum.CreateTruncating(select(item));
        _count--;
    }
}
