using System.Diagnostics.CodeAnalysis;
using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>The sessions of a server: a bounded number. For the loop; <see cref="Count"/> for any thread.</summary>
internal sealed class SessionSet(SessionServices services) : IDisposable
{
    /// <summary>Most connections that are told that there are too many; a further one is just closed.</summary>
    private const int MostRefused = 256;

    private readonly Dictionary<long, (Session Session, bool IsServed)> _sessions = [];
    private readonly AsyncSubject<Unit> _emptied = new();
    private long _lastId;
    private int _refused;
    private bool _isStopping;
    private bool _isDisposed;
    private int _served; // Published: other threads read it

    /// <summary>Sessions that are served.</summary>
    public int Count => Volatile.Read(ref _served);

    /// <summary>One value when no session is left after <see cref="StopAll"/> or <see cref="Dispose"/>.</summary>
    public IObservable<Unit> Emptied => _emptied;

    /// <summary>Begins a session on <paramref name="connection"/>, or refuses it.</summary>
    public void Add(IConnection connection)
    {
        if (!_isStopping && _served < services.Options.MaxConnections)
        {
            Volatile.Write(ref _served, _served + 1);
            Track(connection, isServed: true).Start();
        }
        else if (!_isDisposed && _refused < MostRefused)
        {
            _refused++;
            Track(connection, isServed: false)
                .Refuse(_isStopping ? AnswerKind.ServerStops : AnswerKind.TooManyConnections);
        }
        else
        {
            connection.Dispose();
        }
    }

    /// <summary>The session with this number, if it is still there.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out Session? session)
    {
        var isThere = _sessions.TryGetValue(id, out var found);
        session = found.Session;
        return isThere;
    }

    /// <summary>Tells every session that the server stops.</summary>
    public void StopAll()
    {
        _isStopping = true;
        foreach (var session in All())
        {
            session.Stop();
        }

        CompleteIfEmpty();
    }

    /// <summary>Aborts every session.</summary>
    public void Dispose()
    {
        _isStopping = _isDisposed = true;
        foreach (var session in All())
        {
            session.Dispose();
        }

        CompleteIfEmpty();
    }

    private List<Session> All() => [.. _sessions.Values.Select(each => each.Session)];

    private Session Track(IConnection connection, bool isServed)
    {
        var session = new Session(++_lastId, connection, services, Remove);
        _sessions.Add(session.Id, (session, isServed));
        return session;
    }

    private void Remove(Session session)
    {
        if (_sessions.Remove(session.Id, out var removed))
        {
            Volatile.Write(ref _served, _served - (removed.IsServed ? 1 : 0));
            _refused -= removed.IsServed ? 0 : 1;
            CompleteIfEmpty();
        }
    }

    private void CompleteIfEmpty()
    {
        if (_isStopping && _sessions.Count == 0)
        {
            _emptied.OnNext(Unit.Default);
            _emptied.OnCompleted();
        }
    }
}
