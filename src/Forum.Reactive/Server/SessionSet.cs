using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Server;

/// <summary>The sessions of a server: a bounded number. Safe on any thread.</summary>
internal sealed class SessionSet(SessionServices services) : IDisposable
{
    private readonly ConcurrentDictionary<Session, byte> _sessions = new();
    private readonly AsyncSubject<Unit> _emptied = new();
    private int _count;
    private volatile bool _stopping;

    /// <summary>Sessions now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>One value when no session is left after <see cref="StopAll"/>.</summary>
    public IObservable<Unit> Emptied => _emptied;

    /// <summary>Begins a session on <paramref name="connection"/>, or refuses it.</summary>
    public void Add(IConnection connection)
    {
        Session session = new(connection, services, Remove);
        _sessions.TryAdd(session, 0);
        if (Interlocked.Increment(ref _count) <= services.Options.MaxConnections && !_stopping)
        {
            session.Start();
        }
        else
        {
            session.Refuse(_stopping ? AnswerKind.ServerStops : AnswerKind.TooManyConnections);
        }
    }

    /// <summary>Tells every session that the server stops.</summary>
    public void StopAll()
    {
        _stopping = true;
        foreach (Session session in _sessions.Keys)
        {
            session.Stop();
        }

        CompleteIfEmpty();
    }

    /// <summary>Aborts every session.</summary>
    public void Dispose()
    {
        _stopping = true;
        foreach (Session session in _sessions.Keys)
        {
            session.Dispose();
        }
    }

    private void Remove(Session session)
    {
        if (_sessions.TryRemove(session, out _))
        {
            Interlocked.Decrement(ref _count);
            CompleteIfEmpty();
        }
    }

    private void CompleteIfEmpty()
    {
        if (_stopping && Count == 0)
        {
            _emptied.OnNext(Unit.Default);
            _emptied.OnCompleted();
        }
    }
}
