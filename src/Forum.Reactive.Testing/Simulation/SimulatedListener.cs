using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport.Simulation;

/// <summary>A listening socket of a simulated host. What is made before anybody subscribes waits.</summary>
internal sealed class SimulatedListener(SimulatedTcp tcp, IPEndPoint local, SimulatedLoop loop)
    : IConnectionListener,
        IConnectionAwaiter
{
    private const int Backlog = 4096;
    private readonly Queue<SimulatedConnection> _waiting = new();
    private IObserver<IConnection>? _observer;
    private bool _closed;

    public IPEndPoint LocalEndPoint => local;

    public SimulatedLoop Loop => loop;

    public bool HasRoom => !_closed && _waiting.Count < Backlog;

    public IObservable<IConnection> Accepted =>
        new Source<IConnection>(observer =>
        {
            loop.Post(() => Start(observer));
            return Disposable.Create(this, listener => listener.Dispose());
        });

    public void Opened(SimulatedConnection connection)
    {
        if (_closed)
        {
            connection.Dispose();
        }
        else if (_observer is null)
        {
            _waiting.Enqueue(connection);
        }
        else
        {
            _observer.OnNext(connection);
        }
    }

    public void Failed(SocketError error)
    {
        // Whoever asked is gone; a listener goes on.
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        tcp.Remove(this);
        while (_waiting.TryDequeue(out var connection))
        {
            connection.Dispose();
        }

        loop.Post(() => _observer?.OnCompleted());
    }

    private void Start(IObserver<IConnection> observer)
    {
        if (_closed)
        {
            observer.OnCompleted();
            return;
        }

        _observer = observer;
        while (_waiting.TryDequeue(out var connection))
        {
            observer.OnNext(connection);
        }
    }
}
