using System.Diagnostics;

namespace Microsoft.Reactive.Testing;

/// <summary>A value together with the virtual time (in ticks) at which it occurred.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
[DebuggerDisplay("{Value}@{Time}")]
public readonly struct Recorded<T> : IEquatable<Recorded<T>>
{
    /// <summary>Creates a record of <paramref name="value"/> at <paramref name="time"/>.</summary>
    /// <param name="time">Virtual time in ticks.</param>
    /// <param name="value">What occurred.</param>
    public Recorded(long time, T value)
    {
        Time = time;
        Value = value;
    }

    /// <summary>Virtual time in ticks.</summary>
    public long Time { get; }

    /// <summary>What occurred.</summary>
    public T Value { get; }

    /// <summary>Whether both records have the same value, compared by this record's one, and the same time.</summary>
    /// <param name="other">The record to compare with.</param>
    public bool Equals(Recorded<T> other) =>
        Time == other.Time && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Recorded<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Time, Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Value?.ToString() ?? ""}@{Time}";

    /// <summary>Whether both records are equal.</summary>
    /// <param name="left">One record.</param>
    /// <param name="right">The other record.</param>
    public static bool operator ==(Recorded<T> left, Recorded<T> right) => left.Equals(right);

    /// <summary>Whether the records differ.</summary>
    /// <param name="left">One record.</param>
    /// <param name="right">The other record.</param>
    public static bool operator !=(Recorded<T> left, Recorded<T> right) => !left.Equals(right);
}
