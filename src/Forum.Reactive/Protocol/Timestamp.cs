using System.Globalization;

namespace Forum.Reactive.Protocol;

/// <summary>An instant in whole seconds, the grain in which the forum compares times.</summary>
/// <param name="UnixSeconds">Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.</param>
public readonly record struct Timestamp(long UnixSeconds) : IComparable<Timestamp>
{
    /// <summary>The second in which <paramref name="instant"/> lies.</summary>
    public static Timestamp From(DateTimeOffset instant) => new(instant.ToUnixTimeSeconds());

    /// <summary>The same instant as a date with offset zero.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixSeconds.CompareTo(other.UnixSeconds);

    /// <inheritdoc/>
    public override string ToString() => ToDateTimeOffset().ToString("u", CultureInfo.InvariantCulture);

    /// <summary>Whether <paramref name="left"/> is the earlier instant.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.UnixSeconds < right.UnixSeconds;

    /// <summary>Whether <paramref name="left"/> is the later instant.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.UnixSeconds > right.UnixSeconds;

    /// <summary>Whether <paramref name="left"/> is not the later instant.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.UnixSeconds <= right.UnixSeconds;

    /// <summary>Whether <paramref name="left"/> is not the earlier instant.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.UnixSeconds >= right.UnixSeconds;
}
