namespace DynamicData.Cache.Internal;

/// <summary>What a thread is in the middle of: it decides whether the thread may wait for another.</summary>
internal sealed class Nesting
{
    [ThreadStatic]
    private static Nesting? s_current;

    private Nesting() { }

    /// <summary>That of the current thread.</summary>
    public static Nesting Current => s_current ??= new();

    /// <summary>The number of the thread.</summary>
    public int Thread { get; } = Environment.CurrentManagedThreadId;

    /// <summary>The edits, of any caches, that it is inside of.</summary>
    public int Edits { get; set; }

    /// <summary>The deliveries, of any queues, that it is inside of.</summary>
    public int Deliveries { get; set; }
}
