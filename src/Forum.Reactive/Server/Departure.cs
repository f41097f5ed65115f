using Forum.Reactive.Log;

namespace Forum.Reactive.Server;

/// <summary>
/// That a log-in ends with its session: the log is told once, also of one to which it comes when the session is over already.
/// </summary>
internal sealed class Departure(OwnEntries own)
{
    private bool _hasLeft; // The log-in was told to end, or will be as soon as it is there

    /// <summary>The session is over.</summary>
    /// <param name="login">Its log-in; 0: there is none yet.</param>
    /// <param name="how">Why.</param>
    public void Leave(long login, LogOutReason how)
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            if (login != 0)
            {
                own.LogOut(login, how);
            }
        }
    }

    /// <summary>The log has come to the log-in.</summary>
    public void Arrive(long login)
    {
        if (_hasLeft)
        {
            own.LogOut(login, LogOutReason.ConnectionEnded);
        }
    }

    /// <summary>Somebody else ended the log-in.</summary>
    public void HasHappened() => _hasLeft = true;
}
