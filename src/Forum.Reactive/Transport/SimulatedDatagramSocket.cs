using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A socket of a <see cref="SimulatedDatagramNetwork"/>.</summary>
internal sealed class SimulatedDatagramSocket(SimulatedDatagramNetwork network, IPEndPoint local) : IDatagramSocket
{
    private IObserver<Datagram>? _observer;
    private bool _closed;

    public IPEndPoint LocalEndPoint => local;

    public IScheduler Scheduler => network.Scheduler;

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        if (_closed)
        {
            return SendResult.Unreachable;
        }

        var result = SendResult.Sent;
        while (payload.Length > 0 && result == SendResult.Sent)
        {
            var length = Math.Min(segmentSize, payload.Length);
            result = network.Send(local, destination, payload[..length]);
            payload = payload[length..];
        }

        return result;
    }

    public int MaxPayload(IPEndPoint destination) => network.MaxPayload(local, destination);

    public IDisposable Subscribe(IObserver<Datagram> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_observer is not null)
        {
            throw new InvalidOperationException("A datagram socket has one observer at a time");
        }

        _observer = observer;
        return Disposable.Create(this, static socket => socket._observer = null);
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        network.Close(local);
        var last = _observer;
        _observer = null;
        last?.OnCompleted();
    }

    internal void Receive(in Datagram datagram) => _observer?.OnNext(datagram);
}
