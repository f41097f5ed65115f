using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer.Paths;

/// <summary>
/// Finds the ways between the two sides of one transfer, after ICE (RFC 8445): both probe every way that they know, so that firewalls
/// and routers let the other's probes in; a way that has answered is proven. The side that sends takes the best that is proven, moves
/// when a better one answers, and when the one it has falls silent; the other side follows. As long as the other side tells no
/// addresses, nothing is probed.
/// </summary>
/// <remarks>On the engine's thread.</remarks>
internal sealed class PathFinder : IRouteGuide, IDisposable
{
    /// <summary>Most ways that nobody has told but on which something genuine came.</summary>
    private const int MostSeen = 8;

    private static readonly long Pace = 250 * TimeSpan.TicksPerMillisecond;
    private static readonly long Silence = TimeSpan.TicksPerSecond;
    private static readonly long Freshness = 3 * TimeSpan.TicksPerSecond;
    private static readonly long RelayPatience = 500 * TimeSpan.TicksPerMillisecond;
    private static readonly long Grace = 10 * TimeSpan.TicksPerMillisecond;
    private readonly ChannelContext _context;
    private readonly PacketChannel _channel;
    private readonly ProbeProtection _probes;
    private readonly bool _chooses;
    private readonly IPAddress? _outer;
    private readonly List<ProbedRoute> _paths = [];
    private readonly SerialDisposable _timer = new();
    private readonly byte[] _buffer = new byte[ProbeProtection.Bytes + 16];
    private readonly long _startedAt;
    private bool _isLost; // Nothing has come on the way that is taken for a while: the other side speaks several times a second.
    private bool _isOver;

    /// <param name="context">Socket and clock.</param>
    /// <param name="channel">Whose packets take the way.</param>
    /// <param name="probes">The keys of the two sides.</param>
    /// <param name="chooses">Whether this is the side that sends the file.</param>
    /// <param name="outer">From where the server sees the other side; null: not known.</param>
    public PathFinder(
        ChannelContext context,
        PacketChannel channel,
        ProbeProtection probes,
        bool chooses,
        IPAddress? outer
    )
    {
        (_context, _channel, _probes, _chooses, _outer) = (context, channel, probes, chooses, outer);
        _startedAt = context.Now;
        channel.Guide = this;
    }

    /// <summary>Is told, again and again, that there is no way as long as there is none.</summary>
    public Action? RelayWanted { get; set; }

    /// <summary>Whether the other side takes part in it.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The other side says where it can be reached: these, and no longer what it said before.</summary>
    public void Tell(IReadOnlyList<IPEndPoint> addresses)
    {
        var told = addresses.Where(at => RouteKinds.IsUnicast(at.Address)).Take(PathList.Most).Select(RouteTo).ToList();
        if (_channel.Route is { } taken)
        {
            told.Add(taken);
        }

        _paths.RemoveAll(path => path.IsTold && path.Route is DirectRoute && !told.Contains(path.Route));
        foreach (var route in told)
        {
            Add(route);
        }
    }

    /// <summary>A further way, to be probed from now on.</summary>
    public void Add(Route route)
    {
        if (_isOver)
        {
            return;
        }

        var path = Find(route) ?? AddPath(route);
        if (!path.IsTold)
        {
            path.IsTold = true;
            path.Hasten(_context.Now);
        }

        Begin();
    }

    /// <summary>A way that is there no more.</summary>
    public void Remove(Route route) => _paths.RemoveAll(path => ReferenceEquals(path.Route, route));

    /// <summary>Takes a probe that bears this transfer's tag. It costs one failed check if it is not genuine.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="via">The way on which it came; null: straight from its source.</param>
    public void OnProbe(in Datagram datagram, Route? via)
    {
        if (_isOver || !_probes.TryRead(datagram.Payload.Span, out var asked, out var answered))
        {
            return;
        }

        var now = _context.Now;
        var route = via ?? RouteTo(datagram.Source);
        var path = Find(route) ?? See(route);
        if (path is not null && answered == path.Token)
        {
            path.Answered(now);
        }

        if (asked != 0)
        {
            // One for one, and of the same length: a way that is not proven yet is asked in the answer.
            var isProven = path is null || path.ProvenAt >= now - Freshness;
            Send(route, isProven ? 0 : path!.Token, asked);
            if (!isProven)
            {
                path!.Asked(now);
            }
        }

        Begin();
        Choose(now);
    }

    public Route RouteTo(IPEndPoint address)
    {
        foreach (var path in _paths)
        {
            if (
                path.Route is DirectRoute known
                && (ReferenceEquals(known.Remote, address) || known.Remote.Equals(address))
            )
            {
                return known;
            }
        }

        return _channel.Route is DirectRoute taken && taken.Remote.Equals(address)
            ? taken
            : new DirectRoute(_context.Socket, address, RouteKinds.Of(address.Address, _outer));
    }

    public bool OnOther(Route source, bool isNewest, int bytes)
    {
        if (!IsOn)
        {
            return false;
        }

        var path = Find(source) ?? See(source);
        if (_chooses)
        {
            if (path is { IsTold: false })
            {
                AskForCredit(path, bytes);
            }

            return true;
        }

        if (!isNewest || path is null || path.ProvenAt < 0)
        {
            return !isNewest;
        }

        _channel.MoveTo(source);
        return true;
    }

    public void Dispose()
    {
        _isOver = true;
        _timer.Dispose();
        _probes.Dispose();
    }

    private ProbedRoute? Find(Route route) => _paths.Find(path => ReferenceEquals(path.Route, route));

    private ProbedRoute? See(Route route) => _paths.Count(path => !path.IsTold) < MostSeen ? AddPath(route) : null;

    private ProbedRoute AddPath(Route route)
    {
        var path = new ProbedRoute(route, _context.Entropy.NextInt64() | 1); // 0 means that nothing is asked.
        _paths.Add(path);
        return path;
    }

    private void Begin()
    {
        IsOn = true;
        Rearm();
    }

    private void Rearm()
    {
        if (_isOver)
        {
            return;
        }

        var now = _context.Now;
        var due = now + Pace;
        foreach (var path in _paths)
        {
            due = path.IsTold && IsWorthAsking(path, now) ? Math.Min(due, path.NextAt) : due;
        }

        _timer.Disposable = _context.Scheduler.Schedule(
            this,
            TimeSpan.FromTicks(Math.Max(0, due - now)),
            static (_, finder) => finder.Look()
        );
    }

    private IDisposable Look()
    {
        var now = _context.Now;
        NoteSilence(now);
        if (_isLost || (_channel.HeardAt < 0 && now - _startedAt >= RelayPatience))
        {
            RelayWanted?.Invoke();
        }

        foreach (var path in _paths)
        {
            if (!path.IsTold || path.NextAt > now || !IsWorthAsking(path, now))
            {
                continue;
            }

            if (!_context.Budget.TrySpend(now))
            {
                path.PutOff(_context.Budget.NextAt);
                continue;
            }

            Ask(path, now);
        }

        Choose(now);
        Rearm();
        return Disposable.Empty;
    }

    // Everything while no way is known to work; else what would be better, and once what would do in its place.
    private bool IsWorthAsking(ProbedRoute path, long now)
    {
        if (_isLost || _channel.HeardAt < 0 || path.ProvenAt < 0)
        {
            return true;
        }

        return path.Route.Kind < _channel.Route!.Kind && path.ProvenAt < now - Freshness;
    }

    private void NoteSilence(long now)
    {
        var heard = Math.Max(_channel.HeardAt, _channel.MovedAt);
        var wasLost = _isLost;
        _isLost = _channel.Route is not null && now - heard > Math.Max(Silence, 3 * _channel.RoundTrip.Ticks);
        if (_isLost && !wasLost)
        {
            foreach (var path in _paths)
            {
                path.Hasten(now);
            }
        }
    }

    // Nobody has told this way: it never gets more than came from there.
    private void AskForCredit(ProbedRoute path, int bytes)
    {
        var now = _context.Now;
        path.Credit = Math.Min(path.Credit + bytes, 2 * ProbeProtection.Bytes);
        if (path.ProvenAt < now - Freshness && path.Credit >= ProbeProtection.Bytes && _context.Budget.TrySpend(now))
        {
            path.Credit -= ProbeProtection.Bytes;
            Ask(path, now);
        }
    }

    private void Ask(ProbedRoute path, long now)
    {
        path.Asked(now);
        Send(path.Route, path.Token, answered: 0);
    }

    private void Send(Route route, long asked, long answered)
    {
        var datagram = _buffer.AsSpan(0, route.Headroom + ProbeProtection.Bytes);
        _probes.Write(datagram[route.Headroom..], _context.Entropy, asked, answered);
        route.Send(datagram, datagram.Length);
    }

    private void Choose(long now)
    {
        if (Best(now) is not { } best || ReferenceEquals(best.Route, _channel.Route))
        {
            return;
        }

        if (_channel.Route is not { } taken)
        {
            _channel.MoveTo(best.Route);
        }
        else if (_chooses && (best.Route.Kind < taken.Kind || IsInPlaceOfTaken(best, now)))
        {
            _channel.MoveTo(best.Route);
        }
    }

    /// <summary>
    /// Whether the way that is taken has had its time to answer, as this one did meanwhile.
    /// </summary>
    private bool IsInPlaceOfTaken(ProbedRoute path, long now)
    {
        var heard = _channel.HeardAt;
        if (heard < 0)
        {
            return path.ProvenAt > _channel.MovedAt && now - _channel.MovedAt > (2 * path.RoundTrip) + Grace;
        }

        return _isLost && path.ProvenAt > heard;
    }

    private ProbedRoute? Best(long now)
    {
        ProbedRoute? best = null;
        foreach (var path in _paths)
        {
            var isFresh = path.ProvenAt >= 0 && path.ProvenAt >= now - Freshness;
            if (
                isFresh
                && (best is null || (path.Route.Kind, path.RoundTrip).CompareTo((best.Route.Kind, best.RoundTrip)) < 0)
            )
            {
                best = path;
            }
        }

        return best;
    }
}
