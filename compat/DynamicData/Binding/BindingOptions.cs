using System.Reactive.Concurrency;

namespace DynamicData.Binding;

/// <summary>How changes are made in a bound collection.</summary>
/// <param name="ResetThreshold">Beyond how many changes at once one notification says that all may be new.</param>
/// <param name="UseReplaceForUpdates">Whether an update replaces its item in place, or removes and adds.</param>
/// <param name="ResetOnFirstTimeLoad">Whether the first set is told as all being new.</param>
public record struct BindingOptions(
    int ResetThreshold,
    bool UseReplaceForUpdates = BindingOptions.DefaultUseReplaceForUpdates,
    bool ResetOnFirstTimeLoad = BindingOptions.DefaultResetOnFirstTimeLoad
)
{
    /// <summary>Whether the first set is told as all being new.</summary>
    public const bool DefaultResetOnFirstTimeLoad = true;

    /// <summary>Beyond how many changes at once one notification says that all may be new.</summary>
    public const int DefaultResetThreshold = 25;

    /// <summary>Whether an update replaces its item in place.</summary>
    public const bool DefaultUseReplaceForUpdates = true;

    /// <summary>Every change is told by itself.</summary>
    /// <param name="useReplaceForUpdates">Whether an update replaces its item in place.</param>
    public static BindingOptions NeverFireReset(bool useReplaceForUpdates = DefaultUseReplaceForUpdates) =>
        new(int.MaxValue, useReplaceForUpdates, ResetOnFirstTimeLoad: false);
}

/// <summary>How changes are sorted into a bound collection.</summary>
public readonly record struct SortAndBindOptions()
{
    /// <summary>Room for so many items from the start, where the collection is made here; none below 1.</summary>
    public int InitialCapacity { get; init; } = -1;

    /// <summary>Whether the first set is told as all being new.</summary>
    public bool ResetOnFirstTimeLoad { get; init; } = BindingOptions.DefaultResetOnFirstTimeLoad;

    /// <summary>Beyond how many changes at once the whole is sorted anew; 0 or less: never.</summary>
    public int ResetThreshold { get; init; } = BindingOptions.DefaultResetThreshold;

    /// <summary>On which the collection is changed; by default where the changes come.</summary>
    public IScheduler? Scheduler { get; init; }

    /// <summary>Whether places are found by halves; here they are either way.</summary>
    public bool UseBinarySearch { get; init; }

    /// <summary>Whether an update that does not move replaces its item in place, or removes and adds.</summary>
    public bool UseReplaceForUpdates { get; init; } = BindingOptions.DefaultUseReplaceForUpdates;
}
