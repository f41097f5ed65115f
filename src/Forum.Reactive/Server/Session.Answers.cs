using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <content>The way out: what became of requests, and what the client is told besides.</content>
internal sealed partial class Session
{
    /// <summary>Takes what became of a request; it may wait until <see cref="Flush"/>.</summary>
    public void Answer(in Answer answer)
    {
        _answered++;
        Say(answer);
        if (answer.Kind == AnswerKind.Bound && _passage is { } passage && !_isDisposed)
        {
            passage.Begin();
            _requests.Divert(passage.Take);
        }

        if (answer.Kind == AnswerKind.Welcome)
        {
            _departure.Arrive(answer.Number);
        }
    }

    /// <summary>Takes something that nobody here asked for: an event for this client, or that its log-in has ended.</summary>
    public void Tell(in Answer what)
    {
        if (what.Kind == AnswerKind.Event)
        {
            _output.Add((ForumEvent)what.Subject!);
        }
        else
        {
            _departure.HasHappened();
            Say(what);
        }
    }

    /// <summary>Begins to send the live feed, from here on.</summary>
    public void Follow()
    {
        if (!_isDisposed)
        {
            _output.Follow(_services.Feed.Subscribe(this));
        }
    }

    /// <summary>Ends the live feed.</summary>
    public void Unfollow()
    {
        _services.Feed.Unsubscribe(this);
        _output.Unfollow();
    }

    /// <summary>Sends what can be sent, and goes on taking requests if that was what it waited for.</summary>
    public void Flush()
    {
        _output.Flush();
        _passage?.Flush();
        if (!_isDisposed)
        {
            CloseIfDone();
            AskForTurn();
        }
    }

    public void TakeTurn()
    {
        if (_isDisposed)
        {
            return;
        }

        _output.Continue();
        _taken = 0;
        if (!MustWaitForOthers || _isClosing)
        {
            _requests.Continue();
        }

        Flush();
    }

    private void Say(in Answer answer)
    {
        _isClosing |= answer.Closes;
        _login.Settle(answer);
        _output.Add(answer);
    }

    private void AskForTurn()
    {
        if (_output.HasMore || (_requests.IsPaused && (_isClosing || !MustWaitForOthers)))
        {
            _services.Turns.Ask(this);
        }
    }
}
