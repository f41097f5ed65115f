using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Nats.Simulation;

/// <summary>The stream of <see cref="SimulatedBrokers"/> as one node sees it.</summary>
internal sealed class SimulatedStream(SimulatedBrokers brokers) : IReplicatedStream
{
    private readonly Subject<string> _refusals = new();
    private readonly Queue<ReadOnlyMemory<byte>> _underWay = new();
    private ILoop? _loop;
    private IStopwatch? _clock;
    private Reading? _reading;
    private int _lost; // Of those under way
    private TimeSpan _lastArrival; // A later message does not arrive earlier

    public IObservable<string> Refusals => _refusals;

    /// <summary>Whether its connection is cut.</summary>
    public bool IsCut { get; set; }

    public IObservable<StreamBounds> Open(ILoop loop)
    {
        (_loop, _clock) = (loop, loop.StartStopwatch());
        return Ask(() => new StreamBounds(brokers.First, brokers.Last));
    }

    public IObservable<StreamMessage> Read(long after) =>
        Observable.Create<StreamMessage>(observer =>
        {
            var reading = new Reading(observer, after);
            _reading = reading;
            HandOut();
            return Disposable.Create(() => reading.IsOver = true);
        });

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (!brokers.HasQuorum)
        {
            _loop!.Post(() => _refusals.OnNext("no broker leads the stream"));
            return;
        }

        _underWay.Enqueue(message);
        After(ref _lastArrival, Arrive);
    }

    public IObservable<Unit> Purge(long sequence) => Do(() => brokers.Purge(sequence));

    public IObservable<IReadOnlyList<long>> ListSnapshots() => Ask(() => brokers.Snapshots);

    public IObservable<IReadOnlyList<ReadOnlyMemory<byte>>> LoadSnapshot(long sequence) =>
        Ask<IReadOnlyList<ReadOnlyMemory<byte>>>(() => [brokers.Snapshot(sequence)]);

    public IObservable<Unit> SaveSnapshot(long sequence, IEnumerable<ReadOnlyMemory<byte>> slices) =>
        Do(() => brokers.Keep(sequence, [.. slices.SelectMany(slice => slice.ToArray())]));

    public IObservable<Unit> DeleteSnapshot(long sequence) => Do(() => brokers.Drop(sequence));

    public void Dispose()
    {
        brokers.Leave(this);
        if (_reading is { } reading)
        {
            reading.IsOver = true;
        }
    }

    /// <summary>What is under way does not arrive.</summary>
    public void Lose() => _lost = _underWay.Count;

    /// <summary>Hands out what is there and was not yet.</summary>
    public void HandOut()
    {
        if (_reading is { IsOver: false } reading)
        {
            After(ref reading.LastArrival, () => HandOut(reading));
        }
    }

    private void HandOut(Reading reading)
    {
        while (!reading.IsOver && !IsCut && NextOf(reading) is { } message)
        {
            if (brokers.Happens(brokers.Options.Interruption))
            {
                reading.IsOver = true;
                reading.Observer.OnCompleted();
                return;
            }

            reading.After = message.Sequence;
            reading.Observer.OnNext(message);
        }
    }

    // Who reads from before the first message gets the first.
    private StreamMessage? NextOf(Reading reading) => brokers.At(Math.Max(reading.After + 1, brokers.First));

    private void Arrive()
    {
        var message = _underWay.Dequeue();
        if (_lost > 0)
        {
            _lost--;
        }
        else if (!IsCut)
        {
            brokers.Arrive(message, _loop!.Now);
        }
    }

    private void After(ref TimeSpan last, Action act)
    {
        var due = _clock!.Elapsed + brokers.Delay();
        last = due > last ? due : last;
        Later(last - _clock.Elapsed, act);
    }

    private void Later(TimeSpan wait, Action act)
    {
        if (wait > TimeSpan.Zero)
        {
            _loop!.Schedule(wait, act);
        }
        else
        {
            _loop!.Post(act);
        }
    }

    private IObservable<Unit> Do(Action act) =>
        Ask(() =>
        {
            act();
            return Unit.Default;
        });

    private IObservable<T> Ask<T>(Func<T> ask) =>
        Observable.Create<T>(observer =>
        {
            var isOver = false;
            Later(
                brokers.Delay(),
                () =>
                {
                    if (isOver)
                    {
                        return;
                    }

                    if (!brokers.HasQuorum || IsCut)
                    {
                        observer.OnError(new IOException("no broker leads"));
                        return;
                    }

                    observer.OnNext(ask());
                    observer.OnCompleted();
                }
            );
            return Disposable.Create(() => isOver = true);
        });

    private sealed class Reading(IObserver<StreamMessage> observer, long after)
    {
        public TimeSpan LastArrival;

        public IObserver<StreamMessage> Observer => observer;

        public long After { get; set; } = after;

        public bool IsOver { get; set; }
    }
}
