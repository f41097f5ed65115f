using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport.Stun;

/// <summary>Asks a STUN server from which address and port a socket is seen (RFC 8489).</summary>
public static class StunClient
{
    /// <summary>Bytes of a transaction id.</summary>
    public const int TransactionIdSize = StunMessage.IdSize;

    /// <summary>Time until the request is sent again for the first time; it doubles with each.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the request is sent at most: at 0, 0.25, 0.75, 1.75 and 3.75 s.</summary>
    public const int MostRequests = 5;

    /// <summary>Whether a datagram is STUN, and nothing that another user of the socket is to look at.</summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) => StunMessage.IsMeant(datagram);

    /// <summary>Asks when subscribed to, which is to be done on the socket's scheduler, where the answer comes too.</summary>
    /// <param name="socket">Sends, and its scheduler waits.</param>
    /// <param name="received">
    /// What the socket receives. A socket has one observer: whoever has it hands on what <see cref="IsStun"/> says is this one's.
    /// </param>
    /// <param name="server">Whom to ask. Answers from elsewhere are not listened to.</param>
    /// <param name="transactionId">12 unpredictable bytes, new for each call.</param>
    /// <returns>One address, or a <see cref="TimeoutException"/> 7.75 s after the first request.</returns>
    /// <exception cref="ArgumentException">The transaction id has another length.</exception>
    public static IObservable<IPEndPoint> Ask(
        IDatagramSocket socket,
        IObservable<Datagram> received,
        IPEndPoint server,
        ReadOnlyMemory<byte> transactionId
    )
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(server);
        if (transactionId.Length != TransactionIdSize)
        {
            throw new ArgumentException("A transaction id has 12 bytes.", nameof(transactionId));
        }

        var request = new byte[StunWriter.MostBytes];
        var length = StunWriter.WriteRequest(request, transactionId.Span);
        var answer = received
            .Select(datagram => AnswerIn(datagram, server, transactionId))
            .Where(seen => seen is not null);
        return Observable.Create<IPEndPoint>(observer =>
        {
            var waiting = new SerialDisposable();
            var asking = answer.Select(seen => seen!).Take(1).Finally(waiting.Dispose).Subscribe(observer);
            Send(requests: 0, FirstWait);
            return StableCompositeDisposable.Create(asking, waiting);

            void Send(int requests, TimeSpan wait)
            {
                if (requests == MostRequests)
                {
                    observer.OnError(new TimeoutException($"{server} does not say from where this socket is seen."));
                    return;
                }

                socket.Send(server, request.AsSpan(0, length), length);
                waiting.Disposable = socket.Scheduler.Schedule(wait, () => Send(requests + 1, wait * 2));
            }
        });
    }

    private static IPEndPoint? AnswerIn(in Datagram datagram, IPEndPoint server, ReadOnlyMemory<byte> transactionId) =>
        datagram.Source.Equals(server)
        && StunMessage.TryRead(datagram.Payload.Span, out var message)
        && message.Type == StunType.BindingSuccess
        && message.TransactionId.SequenceEqual(transactionId.Span)
        && message.UnknownAttribute([StunMessage.XorMappedAddress, 0x0001, 0x0008, 0x001C]) is null
            ? message.MappedAddress()
            : null;
}
