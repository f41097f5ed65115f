using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// Brings outcomes to those on this node who await them: it finds the session by the origin of the entry, or by the log-in that is
/// told something, and sends once a batch. Events go to the live feed on their way, so that each subscriber's begins and ends in
/// its place of the order.
/// </summary>
/// <remarks>For the loop.</remarks>
internal sealed class Replies(SessionServices services, SessionSet sessions) : IObserver<OutcomeBatch>
{
    private readonly Dictionary<long, Session> _byLogin = []; // The log-ins of this node's sessions
    private readonly List<Session> _touched = []; // Of this batch

    public void OnNext(OutcomeBatch value)
    {
        if (value.IsReplay)
        {
            return; // Nobody here awaits it.
        }

        foreach (ref readonly var outcome in value.Outcomes)
        {
            Bring(outcome);
        }

        foreach (var session in _touched)
        {
            session.HasNews = false;
            session.Flush();
        }

        _touched.Clear();
        services.Feed.Signal();
    }

    public void OnCompleted()
    {
        // Sessions end by themselves.
    }

    public void OnError(Exception error)
    {
        // Outcomes have no errors.
    }

    private void Bring(in Outcome outcome)
    {
        services.Feed.Write(outcome);
        if (outcome.Origin.Node != services.Node || outcome.Origin == default)
        {
            Tell(outcome);
        }
        else if (outcome.Origin.Session == 0)
        {
            services.Own.Settle(outcome);
        }
        else if (sessions.TryFind(outcome.Origin.Session, out var session))
        {
            Answer(session, outcome);
        }
        else if (outcome.Kind == OutcomeKind.Joined)
        {
            services.Own.LogOut(outcome.Login, LogOutReason.ConnectionEnded); // The connection was lost before the log came to it.
        }

        if (outcome.Kind == OutcomeKind.Left)
        {
            _byLogin.Remove(outcome.Login);
        }
    }

    private void Tell(in Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Told && _byLogin.TryGetValue(outcome.Login, out var session))
        {
            session.Tell(outcome.Answer);
            Touch(session);
        }
    }

    private void Answer(Session session, in Outcome outcome)
    {
        switch (outcome.Answer.Kind)
        {
            case AnswerKind.Welcome:
                _byLogin[outcome.Login] = session;
                sessions.LoggedIn(session);
                break;
            case AnswerKind.Bound:
                sessions.LoggedIn(session); // It keeps its place, as who is logged in does.
                break;
            case AnswerKind.Subscribed:
                session.Follow();
                break;
            case AnswerKind.Unsubscribed:
                session.Unfollow();
                break;
        }

        session.Answer(outcome.Answer.Kind == AnswerKind.RelayTicket ? WithTicket(outcome.Answer) : outcome.Answer);
        Touch(session);
    }

    private Answer WithTicket(in Answer granted)
    {
        if (services.Relay is not { } relay)
        {
            return new Answer(AnswerKind.NoRelay);
        }

        return relay.Of(granted.Number, isSender: granted.Subject is true) is { } ticket
            ? granted with
            {
                Subject = ticket,
            }
            : new Answer(AnswerKind.RelayFull);
    }

    private void Touch(Session session)
    {
        if (!session.HasNews)
        {
            session.HasNews = true;
            _touched.Add(session);
        }
    }
}
