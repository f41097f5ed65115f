namespace DynamicData.Tests;

/// <summary>
/// Records a stream and checks its grammar: no two notifications at a time, nothing after the end.
/// </summary>
public sealed class Recorder<T> : IObserver<T>, IDisposable
{
    private readonly List<T> _values = [];
    private IDisposable? _subscription;
    private int _inside;

    public IReadOnlyList<T> Values => _values;

    public T Last => _values[^1];

    public bool IsCompleted { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>What broke the grammar, if anything did.</summary>
    public string? Violation { get; private set; }

    public bool HasEnded => IsCompleted || Error is not null;

    public Recorder<T> To(IObservable<T> source)
    {
        _subscription = source.Subscribe(this);
        return this;
    }

    public void OnNext(T value) => Guarded("OnNext", () => _values.Add(value));

    public void OnError(Exception error) => Guarded("OnError", () => Error = error);

    public void OnCompleted() => Guarded("OnCompleted", () => IsCompleted = true);

    public void Dispose()
    {
        _subscription?.Dispose();
        Assert.Null(Violation);
    }

    private void Guarded(string what, Action record)
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            Violation ??= $"{what} while another notification is under way";
        }

        if (HasEnded)
        {
            Violation ??= $"{what} after the end";
        }

        record();
        Interlocked.Decrement(ref _inside);
    }
}

public static class Recording
{
    public static Recorder<T> Record<T>(this IObservable<T> source) => new Recorder<T>().To(source);

    /// <summary>What a subscriber that applies the changes has in the end; fails on a change that cannot be applied.</summary>
    public static IReadOnlyDictionary<int, T> Replay<T>(this IEnumerable<IChangeSet<T, int>> changeSets)
        where T : notnull
    {
        var items = new Dictionary<int, T>();
        foreach (var change in changeSets.SelectMany(set => set))
        {
            Apply(items, change);
        }

        return items;
    }

    /// <summary>A change as short text: reason and key, previous value where there is one.</summary>
    public static string Short<T>(this Change<T, int> change)
        where T : notnull =>
        $"{change.Reason} {change.Current}" + (change.Previous.HasValue ? $" was {change.Previous.Value}" : "");

    public static IEnumerable<string> Short<T>(this IChangeSet<T, int> changes)
        where T : notnull => changes.Select(change => change.Short());

    private static void Apply<T>(Dictionary<int, T> items, Change<T, int> change)
        where T : notnull
    {
        switch (change.Reason)
        {
            case ChangeReason.Add:
                Assert.True(items.TryAdd(change.Key, change.Current), $"added twice: {change}");
                break;
            case ChangeReason.Update:
                Assert.True(items.TryGetValue(change.Key, out var previous), $"updated but absent: {change}");
                Assert.Equal(previous, change.Previous.Value);
                items[change.Key] = change.Current;
                break;
            case ChangeReason.Remove:
                Assert.True(items.Remove(change.Key), $"removed but absent: {change}");
                break;
            case ChangeReason.Refresh:
                Assert.True(items.ContainsKey(change.Key), $"refreshed but absent: {change}");
                break;
        }
    }
}
