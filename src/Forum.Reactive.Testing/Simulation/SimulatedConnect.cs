using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>Tries the addresses of a host one after the other until a connection is made.</summary>
internal sealed class SimulatedConnect(
    SimulatedHost host,
    SimulatedLoop loop,
    IReadOnlyList<IPAddress> addresses,
    int port,
    IObserver<IConnection> observer
) : IConnectionAwaiter, IDisposable
{
    private SocketError _lastError = SocketError.HostNotFound;
    private SimulatedConnection? _asked;
    private int _tried;
    private bool _isDone;

    public void TryNext()
    {
        while (!_isDone && _tried < addresses.Count)
        {
            _asked = host.Tcp.Connect(addresses[_tried++], port, loop, this);
            if (_asked is not null)
            {
                return;
            }

            _lastError = SocketError.NetworkUnreachable;
        }

        loop.Post(GiveUp);
    }

    public void Opened(SimulatedConnection connection)
    {
        _isDone = true;
        observer.OnNext(connection);
        observer.OnCompleted();
    }

    public void Failed(SocketError error)
    {
        _lastError = error;
        TryNext();
    }

    public void Dispose()
    {
        if (!_isDone)
        {
            _isDone = true;
            _asked?.Dispose();
        }
    }

    private void GiveUp()
    {
        if (!_isDone)
        {
            _isDone = true;
            observer.OnError(new SocketException((int)_lastError));
        }
    }
}
