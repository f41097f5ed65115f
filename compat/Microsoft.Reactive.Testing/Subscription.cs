using System.Diagnostics;

namespace Microsoft.Reactive.Testing;

/// <summary>The window of virtual time, in ticks, in which an observer was subscribed.</summary>
[DebuggerDisplay("({Subscribe}, {Unsubscribe})")]
public readonly struct Subscription : IEquatable<Subscription>
{
    /// <summary>The end of a subscription that was never disposed.</summary>
    public const long Infinite = long.MaxValue;

    /// <summary>A subscription that was never disposed.</summary>
    /// <param name="subscribe">Virtual time of the subscription in ticks.</param>
    public Subscription(long subscribe)
        : this(subscribe, Infinite) { }

    /// <summary>A subscription from one time to another.</summary>
    /// <param name="subscribe">Virtual time of the subscription in ticks.</param>
    /// <param name="unsubscribe">Virtual time of its disposal in ticks, or <see cref="Infinite"/>.</param>
    public Subscription(long subscribe, long unsubscribe)
    {
        Subscribe = subscribe;
        Unsubscribe = unsubscribe;
    }

    /// <summary>Virtual time of the subscription in ticks.</summary>
    public long Subscribe { get; }

    /// <summary>Virtual time of the disposal in ticks, or <see cref="Infinite"/>.</summary>
    public long Unsubscribe { get; }

    /// <summary>Whether both windows are the same.</summary>
    /// <param name="other">The window to compare with.</param>
    public bool Equals(Subscription other) => Subscribe == other.Subscribe && Unsubscribe == other.Unsubscribe;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Subscription other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Subscribe, Unsubscribe);

    /// <inheritdoc/>
    public override string ToString() =>
        Unsubscribe == Infinite ? $"({Subscribe}, Infinite)" : $"({Subscribe}, {Unsubscribe})";

    /// <summary>Whether both windows are the same.</summary>
    /// <param name="left">One window.</param>
    /// <param name="right">The other window.</param>
    public static bool operator ==(Subscription left, Subscription right) => left.Equals(right);

    /// <summary>Whether the windows differ.</summary>
    /// <param name="left">One window.</param>
    /// <param name="right">The other window.</param>
    public static bool operator !=(Subscription left, Subscription right) => !left.Equals(right);
}
