namespace DynamicData.Kernel;

/// <summary>A value that may be absent. A null becomes an absent value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly struct Optional<T> : IEquatable<Optional<T>>
    where T : notnull
{
    private readonly T? _value;

    internal Optional(T? value)
    {
        _value = value;
        HasValue = value is not null;
    }

    /// <summary>The absent value.</summary>
    public static Optional<T> None => default;

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException("Optional<T> has no value");

    /// <summary>Wraps a value; null becomes <see cref="None"/>.</summary>
    /// <param name="value">The value or null.</param>
    public static implicit operator Optional<T>(T? value) => new(value);

    /// <summary>Unwraps the value.</summary>
    /// <param name="value">What to unwrap.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static explicit operator T?(in Optional<T> value) => FromOptional(value);

    /// <summary>Whether both hold equal values, or none.</summary>
    public static bool operator ==(in Optional<T> left, in Optional<T> right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(in Optional<T> left, in Optional<T> right) => !left.Equals(right);

    /// <summary>Wraps a value; null becomes <see cref="None"/>.</summary>
    /// <param name="value">The value or null.</param>
    public static Optional<T> Create(T? value) => new(value);

    /// <summary>Unwraps the value.</summary>
    /// <param name="value">What to unwrap.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static T? FromOptional(in Optional<T> value) => value.Value;

    /// <summary>Wraps a value; null becomes <see cref="None"/>.</summary>
    /// <param name="value">The value or null.</param>
    public static Optional<T> ToOptional(T? value) => new(value);

    /// <inheritdoc/>
    public bool Equals(Optional<T> other) =>
        HasValue == other.HasValue && (!HasValue || EqualityComparer<T>.Default.Equals(_value, other._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Optional<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? _value!.GetHashCode() : 0;

    /// <inheritdoc/>
    public override string? ToString() => HasValue ? _value!.ToString() : "<None>";
}

/// <summary>Makes optional values.</summary>
public static class Optional
{
    /// <summary>The absent value.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    public static Optional<T> None<T>()
        where T : notnull => default;

    /// <summary>Wraps a value; null becomes absent.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value or null.</param>
    public static Optional<T> Some<T>(T? value)
        where T : notnull => new(value);
}
