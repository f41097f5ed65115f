namespace DynamicData.Cache.Internal;

/// <summary>What the current thread is in the middle of: it decides whether it may wait for another.</summary>
internal static class Nesting
{
    /// <summary>What an edit adds to the depth: more than deliveries ever do.</summary>
    public const int Edit = 1 << 16;

    /// <summary>What a delivery adds to the depth.</summary>
    public const int Delivery = 1;

    [ThreadStatic]
    private static int s_depth;

    /// <summary>The edits and deliveries of any cache that this thread is inside of.</summary>
    public static ref int Depth => ref s_depth;
}
