using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>A socket whose address changes under its owner, as behind a NAT or when a machine changes networks.</summary>
internal sealed class RoamingSocket : IDatagramSocket
{
    private readonly SimulatedNetwork _network;
    private readonly Subject<Datagram> _received = new();
    private IDatagramSocket _inner;
    private IDisposable _listening;

    public RoamingSocket(SimulatedNetwork network, IPEndPoint local)
    {
        _network = network;
        _inner = network.Host(local.Address).OpenDatagramSocket(local);
        _listening = _inner.Subscribe(_received.OnNext);
        LocalEndPoint = local;
    }

    public IPEndPoint LocalEndPoint { get; }

    public IScheduler Scheduler => _inner.Scheduler;

    /// <summary>From now on it sends and receives elsewhere; what comes to the old address is lost.</summary>
    public void Move(IPEndPoint address)
    {
        Close();
        _inner = _network.Host(address.Address).OpenDatagramSocket(address);
        _listening = _inner.Subscribe(_received.OnNext);
    }

    public SendResult Send(IPEndPoint destination, ReadOnlySpan<byte> payload, int segmentSize) =>
        _inner.Send(destination, payload, segmentSize);

    public int MaxPayload(IPEndPoint destination) => _inner.MaxPayload(destination);

    public IDisposable Subscribe(IObserver<Datagram> observer) => _received.Subscribe(observer);

    public void Dispose()
    {
        Close();
        _received.OnCompleted();
    }

    private void Close()
    {
        _listening.Dispose();
        _inner.Dispose();
    }
}
