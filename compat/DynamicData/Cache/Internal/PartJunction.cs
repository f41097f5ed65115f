using System.Reactive.Disposables;

namespace DynamicData.Cache.Internal;

/// <summary>Where sorted changes meet requests for a part of them.</summary>
internal abstract class PartJunction<TObject, TKey, TRequest, TResult>(IObserver<TResult> observer, TRequest request)
    : Junction<TResult>(observer)
    where TObject : notnull
    where TKey : notnull
    where TResult : class
{
    private IKeyValueCollection<TObject, TKey>? _all;
    private KeyValuePair<TKey, TObject>[] _shown = [];
    private int _open = 2;

    protected override bool IsComplete => _open == 0;

    /// <summary>What was asked for last.</summary>
    protected TRequest Request { get; private set; } = request;

    public IDisposable Listen(IObservable<ISortedChangeSet<TObject, TKey>> source, IObservable<TRequest> requests) =>
        StableCompositeDisposable.Create(
            requests.Subscribe(Inlet<TRequest>(Ask, Close)),
            source.Subscribe(MainInlet<ISortedChangeSet<TObject, TKey>>(Change, Close))
        );

    /// <summary>Whether a request is one, and not the same as the last.</summary>
    protected abstract bool IsNew(TRequest request);

    /// <summary>Which part of so many items to show.</summary>
    protected abstract (int Start, int Size) PartOf(int total);

    protected abstract TResult Make(
        IEnumerable<Change<TObject, TKey>> changes,
        IKeyValueCollection<TObject, TKey> shown,
        int total
    );

    private TResult? Ask(TRequest request)
    {
        if (!IsNew(request))
        {
            return null;
        }

        Request = request;
        return _all is null ? null : Show(_all, null);
    }

    private TResult Change(ISortedChangeSet<TObject, TKey> changes)
    {
        _all = changes.SortedItems;
        return Show(_all, changes);
    }

    private TResult Show(IKeyValueCollection<TObject, TKey> all, IChangeSet<TObject, TKey>? source)
    {
        var (start, size) = PartOf(all.Count);
        var shown = new KeyValuePair<TKey, TObject>[Math.Max(0, Math.Min(size, all.Count - start))];
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] = all[start + i];
        }

        var before = _shown;
        _shown = shown;
        var reason = source is null ? SortReason.DataChanged : all.SortReason;
        return Make(
            PartDifference.Between(before, _shown, source),
            new KeyValueCollection<TObject, TKey>(_shown, all.Comparer, reason, all.Optimisations),
            all.Count
        );
    }

    private void Close() => _open--;
}

/// <summary>Pages.</summary>
internal sealed class PageJunction<TObject, TKey>(IObserver<IPagedChangeSet<TObject, TKey>> observer)
    : PartJunction<TObject, TKey, IPageRequest, IPagedChangeSet<TObject, TKey>>(observer, PageRequest.Default)
    where TObject : notnull
    where TKey : notnull
{
    private int _page = 1; // the one shown: not beyond the last
    private int _pages;

    protected override bool IsNew(IPageRequest request) =>
        request is { Page: >= 1, Size: >= 1 } && !PageRequest.DefaultComparer.Equals(request, Request);

    protected override (int Start, int Size) PartOf(int total)
    {
        _pages = (int)(((long)total + Request.Size - 1) / Request.Size);
        _page = Math.Max(1, Math.Min(Request.Page, _pages));
        return ((_page - 1) * Request.Size, Request.Size);
    }

    protected override IPagedChangeSet<TObject, TKey> Make(
        IEnumerable<Change<TObject, TKey>> changes,
        IKeyValueCollection<TObject, TKey> shown,
        int total
    ) => new PagedChangeSet<TObject, TKey>(changes, shown, new PageResponse(Request.Size, total, _page, _pages));
}

/// <summary>Parts.</summary>
internal sealed class VirtualJunction<TObject, TKey>(IObserver<IVirtualChangeSet<TObject, TKey>> observer)
    : PartJunction<TObject, TKey, IVirtualRequest, IVirtualChangeSet<TObject, TKey>>(observer, VirtualRequest.Default)
    where TObject : notnull
    where TKey : notnull
{
    protected override bool IsNew(IVirtualRequest request) =>
        request is { StartIndex: >= 0, Size: >= 1 } && !VirtualRequest.StartIndexSizeComparer.Equals(request, Request);

    protected override (int Start, int Size) PartOf(int total) => (Request.StartIndex, Request.Size);

    protected override IVirtualChangeSet<TObject, TKey> Make(
        IEnumerable<Change<TObject, TKey>> changes,
        IKeyValueCollection<TObject, TKey> shown,
        int total
    ) =>
        new VirtualChangeSet<TObject, TKey>(
            changes,
            shown,
            new VirtualResponse(Request.Size, Request.StartIndex, total)
        );
}
