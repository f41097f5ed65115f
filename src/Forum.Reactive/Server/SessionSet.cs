using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>The sessions of a server: a bounded number. For the loop; <see cref="Count"/> for any thread.</summary>
internal sealed class SessionSet(SessionServices services) : IDisposable
{
    /// <summary>Most connections that are told that there are too many; a further one is just closed.</summary>
    private const int MostRefused = 256;

    private readonly Dictionary<long, Session> _sessions = [];
    private readonly AdmissionControl<Session> _places = new(services.Options.MaxConnections);
    private readonly AsyncSubject<Unit> _emptied = new();
    private long _lastId;
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
        if (_isDisposed)
        {
            connection.Dispose();
            return;
        }

        var session = new Session(++_lastId, connection, services, Remove);
        if (!_isStopping && HasPlace(session, connection.RemoteEndPoint.Address))
        {
            _sessions.Add(session.Id, session);
            session.Start();
        }
        else if (_sessions.Count - _places.Count < MostRefused)
        {
            _sessions.Add(session.Id, session);
            session.Refuse(_isStopping ? AnswerKind.ServerStops : AnswerKind.TooManyConnections);
        }
        else
        {
            TellOf(connection);
            session.Dispose();
        }

        Volatile.Write(ref _served, _places.Count);
    }

    /// <summary>A session's log-in came out of the log: it keeps its place for as long as it likes.</summary>
    public void LoggedIn(Session session) => _places.LoggedIn(session);

    /// <summary>The session with this number, if it is still there.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out Session? session) => _sessions.TryGetValue(id, out session);

    /// <summary>Tells every session that the server stops.</summary>
    public void StopAll()
    {
        _isStopping = true;
        EndAll();
        CompleteIfEmpty();
    }

    /// <summary>Tells every session that is there that it ends; further ones may come.</summary>
    public void EndAll()
    {
        foreach (var session in All())
        {
            session.Stop();
        }
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

    /// <summary>Nobody is told but the operator.</summary>
    private void TellOf(IConnection dropped) =>
        services.Alarms.OnNext(
            new Alarm(
                AlarmKind.RefusedConnection,
                User: null,
                dropped.RemoteEndPoint.Address.ToString(),
                "there are too many",
                services.State.Readable.At(services.Times.LogTime)
            )
        );

    private List<Session> All() => [.. _sessions.Values];

    private bool HasPlace(Session session, IPAddress address)
    {
        var admission = _places.Admit(session, address);
        admission.GivesWay?.GiveWay();
        return admission.IsAdmitted;
    }

    private void Remove(Session session)
    {
        _places.Leave(session);
        Volatile.Write(ref _served, _places.Count);
        if (_sessions.Remove(session.Id))
        {
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
