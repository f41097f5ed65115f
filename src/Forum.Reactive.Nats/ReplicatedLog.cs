using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.ExceptionServices;
using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Nats;

/// <summary>
/// The log of a forum that several nodes serve: entries go out as messages of one replicated stream, and come out when they are read
/// from it, in the one order that the brokers gave them. <c>docs/cluster.md</c> says how it behaves when something fails.
/// </summary>
/// <remarks>
/// A message has the incarnation of its node and a running number, and all nodes pass over what is not the next: so it does no harm to
/// send again what may have been lost. Local entries wait for what their session has under way and for nothing else, so that reads
/// go on when the brokers do not. When nothing was confirmed for <see cref="StallLimit"/>, what was not sent is refused as
/// <see cref="LogFate.Unavailable"/>; what was sent waits, since only the brokers know its fate.
/// </remarks>
public sealed partial class ReplicatedLog : ILog
{
    /// <summary>How long a message may be under way before the log is taken for unreachable.</summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(3);

    private readonly IReplicatedStream _stream;
    private readonly ReplicatedLogOptions _options;
    private readonly BehaviorSubject<LogStatus> _status = new(new LogStatus.Replaying(0, 0));
    private readonly CompositeDisposable _work = [];
    private readonly SerialDisposable _asking = new(); // The question to the brokers that the start waits for
    private readonly SerialDisposable _reading = new();
    private readonly Membership _membership = new();
    private readonly Outbox _outbox = new();
    private readonly LogBatch _batch = new();
    private readonly List<Entry> _decoded = [];
    private readonly LogDrain _drain = new();
    private readonly StateChecks _checks;
    private Stage _stage;
    private Entry[] _entries = new Entry[64]; // Of a message of another node
    private ILoop? _loop;
    private IStateMachine? _machine;
    private IStopwatch? _clock;
    private bool _deferred;
    private long _position;
    private Exception? _thrown; // By the machine, while something is delivered

    /// <summary>Makes the log of a node.</summary>
    /// <param name="stream">The log's own from now on.</param>
    /// <param name="options">What the node says of itself.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public ReplicatedLog(IReplicatedStream stream, ReplicatedLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_stream, _options, _credentials) = (stream, options, options.Credentials);
        _checks = new StateChecks(options.SnapshotEntries);
    }

    private enum Stage : byte
    {
        Made,
        Opening,
        Replaying,
        Joining,
        Serving,
        Failed,
        Over,
    }

    /// <inheritdoc/>
    public IObservable<LogStatus> Status => _status;

    /// <inheritdoc/>
    public void Connect(ILoop loop, IStateMachine machine)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(machine);
        if (_loop is not null)
        {
            throw new InvalidOperationException("A log is connected once.");
        }

        (_loop, _machine, _clock) = (loop, machine, loop.StartStopwatch());
        if (_stage == Stage.Made)
        {
            _stage = Stage.Opening;
            loop.Post(Open);
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<Entry> entries)
    {
        if (_loop is null)
        {
            throw new InvalidOperationException("The log is not connected.");
        }

        if (entries.IsEmpty || _stage == Stage.Over)
        {
            return;
        }

        _outbox.Add(entries);
        FlushSoon();
    }

    /// <inheritdoc/>
    public IObservable<Unit> Drain()
    {
        var drained = _drain.Wait();
        CompleteDrains();
        return drained;
    }

    /// <summary>Says that this node ends, delivers nothing any more, and lets go of the brokers.</summary>
    public void Dispose()
    {
        if (_stage == Stage.Over)
        {
            return;
        }

        if (_stage == Stage.Serving)
        {
            Say(EnvelopeKind.Leave, []);
        }

        _stage = Stage.Over;
        _asking.Dispose();
        _reading.Dispose();
        _keeping.Dispose();
        _work.Dispose();
        _stream.Dispose();
        _status.OnCompleted();
    }

    private void FlushSoon()
    {
        if (!_deferred)
        {
            _deferred = true;
            _loop!.Defer(Flush);
        }
    }

    /// <summary>The round is over: what waits for nothing comes out, and what is durable goes out.</summary>
    private void Flush()
    {
        _deferred = false;
        DeliverNow();
        SendMore();
        CompleteDrains();
        ThrowOn();
    }

    private void DeliverNow()
    {
        if (_outbox.TakeNow() is { } now)
        {
            Deliver(now);
        }
    }

    private void SendMore()
    {
        while (_outbox.CanSend && _stage == Stage.Serving)
        {
            Send(_outbox.TakeNext(_clock!.Elapsed));
        }
    }

    private void Deliver(Slot slot)
    {
        var entries = slot.Entries;
        while (!entries.IsEmpty && _stage != Stage.Over)
        {
            var start = slot.Count - entries.Length;
            var isRefused = slot.IsRefused(start);
            var length = 1;
            while (
                length < entries.Length && length < MemoryLog.MaxBatch && slot.IsRefused(start + length) == isRefused
            )
            {
                length++;
            }

            Deliver(entries[..length], isRefused ? LogFate.Unavailable : LogFate.Ordered);
            entries = entries[length..];
        }

        _outbox.Release(slot);
    }

    private void Deliver(ReadOnlyMemory<Entry> entries, LogFate fate)
    {
        _batch.Set(entries, _position + 1, _membership.Time, fate, isReplay: _stage == Stage.Replaying);
        _position += fate == LogFate.Ordered ? Entry.CountDurable(entries.Span) : 0;
        try
        {
            _machine!.OnNext(_batch);
        }
#pragma warning disable CA1031 // Whatever the machine throws, the batches behind are delivered before the loop hears of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _thrown ??= error;
        }
    }

    private void ThrowOn()
    {
        if (_thrown is { } thrown)
        {
            _thrown = null;
            _loop!.Post(() => ExceptionDispatchInfo.Throw(thrown));
        }
    }

    private void Tell(LogStatus status)
    {
        if (_stage != Stage.Over)
        {
            _status.OnNext(status);
        }
    }

    /// <summary>Nothing durable comes out any more; what is local does, so that clients can be told.</summary>
    private void Fail(Exception error)
    {
        Say(EnvelopeKind.Leave, []);
        _outbox.RefuseAll();
        _stage = Stage.Failed;
        _asking.Dispose();
        _reading.Dispose();
        _keeping.Dispose();
        DeliverNow();
        CompleteDrains();
        Tell(new LogStatus.Failed(error));
    }

    private void CompleteDrains()
    {
        if (_outbox.IsEmpty)
        {
            _drain.Complete();
        }
    }
}
