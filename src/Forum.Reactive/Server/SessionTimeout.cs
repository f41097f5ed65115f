using System.Reactive.Disposables;

namespace Forum.Reactive.Server;

/// <summary>
/// Ends a session that does not log in, that is silent for too long, or that was closed and lingers. One timer a session, which
/// looks at the time when it falls due; a request only notes when it came.
/// </summary>
internal sealed class SessionTimeout(SessionServices services, Func<bool> isLoggedIn, Action timeOut) : IDisposable
{
    private readonly SerialDisposable _timer = new();
    private DateTimeOffset _login;
    private long _lastTicks; // UTC ticks of the last request

    /// <summary>Begins to count.</summary>
    public void Start()
    {
        var now = services.Scheduler.Now;
        _login = now + services.Options.LoginTimeout;
        _lastTicks = now.UtcTicks;
        Await(Due());
    }

    /// <summary>The client sent something.</summary>
    public void Touch() => Volatile.Write(ref _lastTicks, services.Scheduler.Now.UtcTicks);

    /// <summary>The session is over; its connection may last so much longer.</summary>
    public void Linger(TimeSpan time)
    {
        _timer.Start(services.Scheduler, services.Scheduler.Now + time, timeOut, static act => act());
    }

    public void Dispose() => _timer.Dispose();

    private void Await(DateTimeOffset due) =>
        _timer.Start(services.Scheduler, due, this, static timeout => timeout.Check());

    private void Check()
    {
        var due = Due();
        if (services.Scheduler.Now >= due)
        {
            timeOut();
        }
        else
        {
            Await(due);
        }
    }

    private DateTimeOffset Due()
    {
        var idle = new DateTimeOffset(Volatile.Read(ref _lastTicks), TimeSpan.Zero) + services.Options.IdleTimeout;
        return isLoggedIn() || idle < _login ? idle : _login;
    }
}
