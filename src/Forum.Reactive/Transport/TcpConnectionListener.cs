using System.Net;
using System.Net.Sockets;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>A listening TCP socket as an observable of connections.</summary>
internal sealed class TcpConnectionListener : IConnectionListener
{
    private readonly Socket _socket;

    public TcpConnectionListener(Socket socket, ILoop loop)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Accepted = new Source<IConnection>(observer =>
        {
            var accept = new AcceptOperation(socket, loop, observer);
            loop.Post(accept.Run);
            return Disposable.Create(socket, s => s.Dispose());
        });
    }

    public IPEndPoint LocalEndPoint { get; }

    public IObservable<IConnection> Accepted { get; }

    public void Dispose() => _socket.Dispose();

    private sealed class AcceptOperation(Socket socket, ILoop loop, IObserver<IConnection> observer)
        : SocketAsyncEventArgs( /* unsafeSuppressExecutionContext: */
            true
        )
    {
        public void Run()
        {
            try
            {
                while (!socket.AcceptAsync(this))
                {
                    if (!Deliver())
                    {
                        return;
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                observer.OnCompleted();
            }
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => loop.Post(Continue);

        private void Continue()
        {
            if (Deliver())
            {
                Run();
            }
        }

        /// <returns>Whether to accept on: a connection that failed while it was made is no reason to stop.</returns>
        private bool Deliver()
        {
            if (SocketError == SocketError.OperationAborted)
            {
                observer.OnCompleted();
                return false;
            }

            var accepted = AcceptSocket;
            AcceptSocket = null;
            if (SocketError == SocketError.Success && accepted is not null && TryWrap(accepted) is { } connection)
            {
                observer.OnNext(connection);
            }

            return true;
        }

        private TcpConnection? TryWrap(Socket accepted)
        {
            try
            {
                return new TcpConnection(accepted, loop);
            }
            catch (SocketException)
            {
                accepted.Dispose(); // Gone before it was looked at.
                return null;
            }
        }
    }
}
