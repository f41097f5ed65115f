using System.Reactive.Disposables;

namespace Forum.Reactive.Server;

/// <summary>Whoever runs out of time.</summary>
internal interface ITimed
{
    bool IsLoggedIn { get; }

    void TimeOut();
}

/// <summary>
/// Ends a session that does not log in, that is silent for too long, or that was closed and lingers. One timer a session, which
/// looks at the time when it falls due; a request only notes when it came. All by the loop's stopwatch: a clock that is set
/// changes nothing.
/// </summary>
internal sealed class SessionTimeout(SessionServices services, ITimed session) : IDisposable
{
    private readonly SerialDisposable _timer = new();
    private TimeSpan _login;
    private TimeSpan _last;

    /// <summary>Begins to count.</summary>
    public void Start()
    {
        _last = services.Clock.Elapsed;
        _login = _last + services.Options.LoginTimeout;
        Await(Due());
    }

    /// <summary>The client sent something.</summary>
    public void Touch() => _last = services.Clock.Elapsed;

    /// <summary>The session is over; its connection may last so much longer.</summary>
    public void Linger(TimeSpan time) => _timer.Start(services.Loop, time, session, static timed => timed.TimeOut());

    public void Dispose() => _timer.Dispose();

    private void Await(TimeSpan due) =>
        _timer.Start(services.Loop, due - services.Clock.Elapsed, this, static timeout => timeout.Check());

    private void Check()
    {
        var due = Due();
        if (services.Clock.Elapsed >= due)
        {
            session.TimeOut();
        }
        else
        {
            Await(due);
        }
    }

    private TimeSpan Due()
    {
        var idle = _last + services.Options.IdleTimeout;
        return session.IsLoggedIn || idle < _login ? idle : _login;
    }
}
