namespace DynamicData.Binding;

/// <summary>Something whose notifications can be held back for a while.</summary>
public interface INotifyCollectionChangedSuspender
{
    /// <summary>Holds back counts until the result, and all other such results, are disposed.</summary>
    IDisposable SuspendCount();

    /// <summary>Holds back changes until the result, and all other such results, are disposed.</summary>
    IDisposable SuspendNotifications();
}
