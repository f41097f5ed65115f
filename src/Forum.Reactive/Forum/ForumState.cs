using System.Reactive.Subjects;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Forum;

/// <summary>
/// The forum: a fold over the log. (state, entry, position, time) gives changes and outcomes; no clock, no randomness, no I/O in
/// it, and nobody who asks or waits, so that the same log makes the same forum anywhere.
/// </summary>
/// <remarks>
/// <para>A batch is folded within one edit of each cache that its entries can touch. Then come, in this order: the change sets of
/// the caches, and the outcomes. What a subscriber throws goes to <see cref="Faults"/>; the forum goes on.</para>
/// <para>For one thread; what the caches and snapshots show is safe on any.</para>
/// </remarks>
internal sealed partial class ForumState : IStateMachine, IBatchStep, IDisposable
{
    private readonly OutcomeBatch _outcomes = new();
    private readonly Subject<OutcomeBatch> _watched = new();
    private readonly Subject<Exception> _faults = new();
    private readonly SortedDictionary<long, DateTimeOffset> _nodes = []; // When each was last heard of
    private readonly List<IBatchedCache> _open = []; // Of this batch, as are the next two
    private readonly Stack<IDisposable> _held = new();
    private int _next;
    private LogBatch? _batch;

    public ForumState()
    {
        Offers = new OfferBook(Users);
        Guard.Limits = LimitsOf(Rules);
    }

    public MessageBoard Board { get; } = new();

    public ActiveUsers Users { get; } = new();

    public LoginGuard Guard { get; } = new();

    public OfferBook Offers { get; }

    /// <summary>What the rules go by. The log says what they are.</summary>
    public ForumRules Rules { get; private set; } =
        new(3, TimeSpan.FromSeconds(10), 65_536, 60, 65_536, TimeSpan.FromSeconds(60), 65_536);

    /// <summary>What people read of the time.</summary>
    public ReadableClock Readable { get; private set; }

    /// <summary>Nodes that began and did not end, by incarnation.</summary>
    public IReadOnlyCollection<long> Nodes => _nodes.Keys;

    /// <summary>The last durable entry that was folded.</summary>
    public long Position { get; private set; }

    /// <summary>The time of the last batch.</summary>
    public DateTimeOffset Time { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The same for all who folded the same entries, however they were cut into batches.</summary>
    public ulong Hash { get; private set; }

    /// <summary>What became of the entries, a batch at a time.</summary>
    public IObservable<OutcomeBatch> Outcomes => _watched;

    /// <summary>Entries on which a rule failed, and what subscribers threw.</summary>
    public IObservable<Exception> Faults => _faults;

    public void OnNext(LogBatch value)
    {
        _batch = value;
        Time = value.Time;
        _outcomes.Begin(value);
        OpenCaches(value);
        Try(this, static state => state.Run());
        _outcomes.End(Readable.At(value.Time));
        Publish();
        Try(this, static state => state._watched.OnNext(state._outcomes));
        _batch = null;
    }

    public void OnCompleted() => Dispose();

    public void OnError(Exception error) => Try((_faults, error), static fault => fault._faults.OnNext(fault.error));

    /// <summary>Opens the next cache for what follows; when all are open, the entries are folded.</summary>
    public void Run()
    {
        if (_next < _open.Count)
        {
            _open[_next++].Edit(this);
        }
        else
        {
            FoldAll(_batch!);
            Board.Publish();
            Users.Publish();
        }
    }

    public void Dispose()
    {
        Board.Dispose();
        Users.Dispose();
        Guard.Dispose();
        Offers.Dispose();
        _watched.OnCompleted();
        _faults.OnCompleted();
    }

    /// <summary>Chooses the caches that the entries can touch. With more than one, nobody is told before all are closed.</summary>
    private void OpenCaches(LogBatch batch)
    {
        _open.Clear();
        _next = 0;
        var touched = CachesOf(batch);
        Open(touched, Caches.Board, Board.Cache);
        Open(touched, Caches.Users, Users.Cache);
        Open(touched, Caches.Guard, Guard.Cache);
        Open(touched, Caches.Offers, Offers.Cache);
        if (_open.Count > 1)
        {
            foreach (var cache in _open)
            {
                _held.Push(cache.Hold());
            }
        }
    }

    private void Open(Caches touched, Caches which, IBatchedCache cache)
    {
        if (touched.HasFlag(which))
        {
            _open.Add(cache);
        }
    }

    private void Publish()
    {
        while (_held.TryPop(out var held))
        {
            Try(held, static held => held.Dispose());
        }
    }

    /// <summary>Calls subscribers: whatever they throw, the forum goes on.</summary>
    private void Try<T>(T state, Action<T> act)
    {
        try
        {
            act(state);
        }
#pragma warning disable CA1031 // Who watches for faults may have a fault: then there is nobody left to tell.
        catch (Exception error)
        {
            try
            {
                _faults.OnNext(error);
            }
            catch (Exception) { }
        }
#pragma warning restore CA1031
    }
}
