using System.Net;
using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket on an <see cref="EventLoop"/>: what the system's socket engine completes is posted to it.</summary>
internal sealed class PostedDatagramSocket : RealDatagramSocket
{
    private const int MaxBatch = 64;
    private readonly EventLoop _loop;
    private readonly ReceiveOperation _receive;
    private bool _closed; // Of the loop's thread

    public PostedDatagramSocket(Socket socket, EventLoop loop)
        : base(socket, loop)
    {
        _loop = loop;
        _receive = new ReceiveOperation(this);
        loop.Add(this);
        loop.Post(Receive);
    }

    public override void Dispose()
    {
        Socket.Dispose();
        _loop.Post(End); // Where an operation is under way, its end comes to nothing.
    }

    private void End()
    {
        if (!_closed)
        {
            _closed = true;
            Close();
            _receive.Dispose();
            _loop.Remove(this);
        }
    }

    /// <summary>Receives what is there, a bounded number of datagrams, so that others on the loop get their turn.</summary>
    private void Receive()
    {
        try
        {
            for (var i = 0; i < MaxBatch && !_closed; i++)
            {
                if (Socket.ReceiveFromAsync(_receive))
                {
                    return;
                }

                Deliver();
            }

            _loop.Post(Receive);
        }
        catch (ObjectDisposedException)
        {
            // The end is posted.
        }
    }

    private void Completed()
    {
        if (!_closed)
        {
            Deliver();
            Receive();
        }
    }

    // An error is somebody's ICMP answer to what was sent before.
    private void Deliver()
    {
        if (_receive.SocketError == SocketError.Success)
        {
            var payload = _receive.MemoryBuffer[.._receive.BytesTransferred];
            var source = TcpConnection.Unmapped((IPEndPoint)_receive.RemoteEndPoint!);
            Observer?.OnNext(new Datagram(payload, source, Socket.Available == 0));
        }
    }

    private sealed class ReceiveOperation : SocketAsyncEventArgs
    {
        private readonly PostedDatagramSocket _socket;
        private readonly Action _completed;

        public ReceiveOperation(PostedDatagramSocket socket)
            : base( /* unsafeSuppressExecutionContext: */
                true
            )
        {
            _socket = socket;
            _completed = socket.Completed;
            var isV4 = socket.LocalEndPoint.AddressFamily == AddressFamily.InterNetwork;
            RemoteEndPoint = new IPEndPoint(isV4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
            SetBuffer(GC.AllocateUninitializedArray<byte>(65536, pinned: true));
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _socket._loop.Post(_completed);
    }
}
