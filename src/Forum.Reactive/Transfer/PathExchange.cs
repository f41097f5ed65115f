using System.Collections.Concurrent;
using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>
/// Each side of an offer tells the other, through the server, where it can be reached: <c>PATHS</c>, again whenever that has changed. Who
/// offers tells with the offer; who is offered something tells when it is taken, and not before.
/// </summary>
/// <remarks>On any thread, but for <see cref="OnDatagram"/>.</remarks>
internal sealed class PathExchange : IDisposable
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(2);

    /// <summary>Looks between two questions to the server: routers forget whom they let out after 30 s.</summary>
    private const int LooksAQuestion = 7;

    private readonly TransferContext _context;
    private readonly ITransferServer _server;
    private readonly OwnAddresses _own;
    private readonly int _most;
    private readonly SerialDisposable _timer = new();
    private readonly ConcurrentDictionary<string, bool> _open = new(); // Offers whose other side is told
    private readonly ConcurrentDictionary<string, IReadOnlyList<IPEndPoint>> _told = new(); // By the other sides
    private int _isKeeping;
    private int _looks;

    /// <param name="context">Socket, threads, chance.</param>
    /// <param name="server">By way of whom.</param>
    /// <param name="most">Most offers of which anything is remembered.</param>
    public PathExchange(TransferContext context, ITransferServer server, int most)
    {
        (_context, _server, _most) = (context, server, most);
        _own = new OwnAddresses(context, server, TellAll);
        Refresh();
    }

    /// <summary>The server, as far as this client sees it; null while there is none.</summary>
    public IPEndPoint? Server => _server.EndPoint;

    /// <summary>Looks where this client can be reached: there will soon be need of it.</summary>
    public void Refresh() => Scheduler.Schedule(_own.Refresh);

    /// <summary>From now on the other side of this offer is told.</summary>
    public void Begin(string offerId)
    {
        if (_open.Count < _most && _open.TryAdd(offerId, true))
        {
            Tell(offerId);
            Keep();
        }
    }

    /// <summary>The offer is over.</summary>
    public void End(string offerId)
    {
        _open.TryRemove(offerId, out _);
        _told.TryRemove(offerId, out _);
    }

    /// <summary>What the other side of an offer told; null if that is no list of addresses.</summary>
    public IReadOnlyList<IPEndPoint>? Hear(string offerId, string addresses)
    {
        if (!PathList.TryParse(addresses, out var parsed))
        {
            return null;
        }

        if (_told.Count >= 2 * _most)
        {
            ForgetUnanswered();
        }

        _told[offerId] = parsed;
        return parsed;
    }

    /// <summary>What the other side of an offer has told so far; null: nothing.</summary>
    public IReadOnlyList<IPEndPoint>? Of(string offerId) => _told.GetValueOrDefault(offerId);

    /// <summary>A datagram that is STUN. On the engine's thread.</summary>
    public void OnDatagram(in Datagram datagram) => _own.OnDatagram(datagram);

    public void Dispose()
    {
        _timer.Dispose();
        _own.Dispose();
    }

    private IScheduler Scheduler => _context.Channel.Scheduler;

    /// <summary>As long as there are offers, looks now and then whether this machine has moved.</summary>
    private void Keep()
    {
        if (Interlocked.Exchange(ref _isKeeping, 1) == 0)
        {
            _timer.Disposable = Scheduler.Schedule(LookPause, Look);
        }
    }

    private void Look()
    {
        Volatile.Write(ref _isKeeping, 0);
        if (_open.IsEmpty)
        {
            return;
        }

        _own.Look(asksServer: ++_looks % LooksAQuestion == 0);
        Keep();
    }

    private void TellAll()
    {
        foreach (var offerId in _open.Keys.Order(StringComparer.Ordinal))
        {
            Tell(offerId);
        }
    }

    // What was offered and never taken leaves no other trace here.
    private void ForgetUnanswered()
    {
        foreach (var offerId in _told.Keys.Where(offerId => !_open.ContainsKey(offerId)))
        {
            _told.TryRemove(offerId, out _);
        }
    }

    // A server that knows no PATHS refuses them; the file then takes the way that it would have taken.
    private void Tell(string offerId)
    {
        var own = _own.Current;
        if (own.Count > 0)
        {
            _server.Ask($"PATHS {offerId} {PathList.Format(own)}").Subscribe(static _ => { }, static _ => { });
        }
    }
}
