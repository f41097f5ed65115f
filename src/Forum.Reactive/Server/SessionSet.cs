using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>The sessions of a server: a bounded number. Safe on any thread.</summary>
internal sealed class SessionSet(SessionServices services) : IDisposable
{
    /// <summary>Most connections that are told that there are too many; a further one is just closed.</summary>
    private const int MostRefused = 256;

    private readonly ConcurrentDictionary<Session, bool> _sessions = new(); // The value: whether it is served
    private readonly AsyncSubject<Unit> _emptied = new();
    private int _served;
    private int _refused;
    private volatile bool _stopping;
    private volatile bool _disposed;

    /// <summary>Sessions that are served.</summary>
    public int Count => Volatile.Read(ref _served);

    /// <summary>One value when no session is left after <see cref="StopAll"/>.</summary>
    public IObservable<Unit> Emptied => _emptied;

    /// <summary>Begins a session on <paramref name="connection"/>, or refuses it.</summary>
    public void Add(IConnection connection)
    {
        if (!_stopping && TryCount(ref _served, services.Options.MaxConnections))
        {
            Track(connection, isServed: true).Start();
        }
        else if (!_disposed && TryCount(ref _refused, MostRefused))
        {
            Track(connection, isServed: false)
                .Refuse(_stopping ? AnswerKind.ServerStops : AnswerKind.TooManyConnections);
        }
        else
        {
            connection.Dispose();
        }
    }

    /// <summary>Tells every session that the server stops.</summary>
    public void StopAll()
    {
        _stopping = true;
        foreach (var session in _sessions.Keys)
        {
            session.Stop();
        }

        CompleteIfEmpty();
    }

    /// <summary>Aborts every session.</summary>
    public void Dispose()
    {
        _stopping = _disposed = true;
        foreach (var session in _sessions.Keys)
        {
            session.Dispose();
        }
    }

    private static bool TryCount(ref int count, int most)
    {
        if (Interlocked.Increment(ref count) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    private Session Track(IConnection connection, bool isServed)
    {
        var session = new Session(connection, services, Remove);
        _sessions.TryAdd(session, isServed);
        return session;
    }

    private void Remove(Session session)
    {
        if (_sessions.TryRemove(session, out var isServed))
        {
            Interlocked.Decrement(ref isServed ? ref _served : ref _refused);
            CompleteIfEmpty();
        }
    }

    private void CompleteIfEmpty()
    {
        if (_stopping && _sessions.IsEmpty)
        {
            _emptied.OnNext(Unit.Default);
            _emptied.OnCompleted();
        }
    }
}
