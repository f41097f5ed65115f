using System.Net;
using System.Reactive.Concurrency;

namespace Forum.Reactive.Transport.Stun;

/// <summary>
/// Tells whoever asks by UDP from which address and port he is seen (a STUN binding, RFC 8489), so that clients can tell others
/// where they are reached.
/// </summary>
/// <remarks>
/// <para>Answers requests only, keeps nothing of them, and sends no more bytes than it received: requests shorter than their answer,
/// as bare ones of other programs are, are answered <see cref="MostShort"/> times a second together, which is of no use for an attack
/// on whom they name as their source.</para>
/// <para>Runs on the loop of its socket. A server opens it at the number of its TCP port:
/// <c>new StunResponder(network.OpenDatagramSocket(new IPEndPoint(IPAddress.IPv6Any, port), loop))</c>.</para>
/// </remarks>
internal sealed class StunResponder : IObserver<Datagram>, IDisposable
{
    /// <summary>Most answers a second that are longer than their request.</summary>
    public const int MostShort = 50;

    // What requests of ICE and of other programs carry, and an answer may leave out of account where nobody is authenticated.
    private static readonly ushort[] Known =
    [
        0x0006, // USERNAME
        0x0008, // MESSAGE-INTEGRITY
        0x001C, // MESSAGE-INTEGRITY-SHA256
        0x0024, // PRIORITY
        0x0025, // USE-CANDIDATE
    ];

    private readonly IDatagramSocket _socket;
    private readonly IDisposable _subscription;
    private readonly IStopwatch _clock;
    private readonly byte[] _answer = new byte[StunWriter.MostBytes];
    private TimeSpan _second;
    private int _short; // Answers longer than their request in this second

    /// <param name="socket">This one's from now on.</param>
    public StunResponder(IDatagramSocket socket)
    {
        _socket = socket;
        _clock = socket.Scheduler.StartStopwatch();
        _subscription = socket.Subscribe(this);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    public void OnNext(Datagram datagram)
    {
        if (
            datagram.Source.Port != 0
            && StunMessage.TryRead(datagram.Payload.Span, out var request)
            && request.Type == StunType.BindingRequest
        )
        {
            var length = request.UnknownAttribute(Known) is { } unknown
                ? StunWriter.WriteUnknownAttribute(_answer, request.TransactionId, unknown)
                : StunWriter.WriteSuccess(_answer, request.TransactionId, datagram.Source);
            if (length <= datagram.Payload.Length || MayExceed())
            {
                _socket.Send(datagram.Source, _answer.AsSpan(0, length), length);
            }
        }
    }

    public void OnError(Exception error)
    {
        // The system took the socket away: nobody is answered any more.
    }

    public void OnCompleted()
    {
        // As above, on purpose.
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _socket.Dispose();
    }

    private bool MayExceed()
    {
        var now = _clock.Elapsed;
        if (now - _second >= TimeSpan.FromSeconds(1))
        {
            (_second, _short) = (now, 0);
        }

        return _short++ < MostShort;
    }
}
