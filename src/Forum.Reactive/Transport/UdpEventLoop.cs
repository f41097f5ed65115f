using System.Net;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport;

/// <summary>
/// A thread that serves one UDP socket and is the scheduler for everything that belongs to it: datagrams, timers and work
/// posted from other threads are done one at a time, so what runs on it needs no lock.
/// </summary>
/// <remarks>
/// Timers are exact to the microsecond where the system allows it (<c>ppoll</c> on Linux; elsewhere a millisecond or two).
/// Schedule from any thread. <see cref="Dispose"/> ends the thread after the work that is already due.
/// </remarks>
public sealed class UdpEventLoop : LoopScheduler, IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private readonly IUdpReceiver _receiver;
    private readonly UdpDatagramSocket _socket;
    private bool _received; // Of the loop's thread

    /// <summary>Binds a socket and starts its thread.</summary>
    /// <param name="local">Where to bind; port 0 lets the system choose.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not of this host.</exception>
    public UdpEventLoop(IPEndPoint local)
        : base("UDP")
    {
        ArgumentNullException.ThrowIfNull(local);
        var socket = UdpOptions.Bind(local);
        _socket = new UdpDatagramSocket(socket, this);
        _receiver = LinuxUdp.IsSupported ? new LinuxUdpReceiver(socket) : new ManagedUdpReceiver(socket);
        Start();
    }

    /// <summary>The socket, whose datagrams arrive on this scheduler's thread.</summary>
    public IDatagramSocket Socket => _socket;

    /// <summary>Runs what is due, completes the datagrams and closes the socket. From another thread it waits for that.</summary>
    public void Dispose()
    {
        var stopped = Stop();
        if (!IsCurrent)
        {
            stopped.Wait();
        }
    }

    private protected override void Begin() => _receiver.OnLoopThread();

    private protected override void Wake() => _receiver.Wake();

    // Receives before it waits: while datagrams keep coming there is no need to ask whether there are any.
    private protected override void WaitAndReceive(TimeSpan timeout)
    {
        var isAnswered = Try(this, static loop => loop._received = loop._receiver.Receive(loop._socket.Observer));
        if (isAnswered && !_received)
        {
            _receiver.Wait(timeout < TimeSpan.Zero ? Forever : timeout);
        }
    }

    private protected override void ReleaseAll() => Try(_socket, static socket => socket.Release());

    private protected override void Close() => _receiver.Dispose();
}
