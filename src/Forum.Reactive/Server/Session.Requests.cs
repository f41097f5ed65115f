using System.Security.Cryptography;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server.Relay;

namespace Forum.Reactive.Server;

/// <content>The way in: requests become entries of the log, no faster than they are answered.</content>
internal sealed partial class Session
{
    bool IRequestFlow.IsOver => _isClosing || _isDisposed;

    bool IRequestFlow.MustWait => MustWaitForOthers || _taken >= MostATurn;

    private bool MustWaitForOthers =>
        _login.IsPending || _output.IsFull || _submitted - _answered >= MaxInFlight || _passage is not null;

    private static Act PathsHeldBack => Act.Refuse(new Answer(AnswerKind.PathsHeldBack));

    void IRequestFlow.Arrived()
    {
        _taken = 0;
        _timeout.Touch();
        _services.Times.Look();
    }

    void IRequestFlow.Pause()
    {
        _connection.Pause();
        AskForTurn();
    }

    void IRequestFlow.Resume() => _connection.Resume();

    public void OnNext(Request value)
    {
        _taken++;
        if (value.Verb == Verb.Bind && !IsLoggedIn)
        {
            Bind(value.Text);
            return;
        }

        var act = _login.Admit(value);
        if (act.Kind == ActKind.None)
        {
            Verify(value.Text);
        }
        else
        {
            Submit(act.Kind == ActKind.Paths && !_services.MayTellPaths(_login.Name!) ? PathsHeldBack : act);
        }
    }

    /// <summary>The client asks for nothing more: what it asked for is answered, then the connection closes.</summary>
    public void OnCompleted()
    {
        _inputEnded = true;
        Close(AnswerKind.Left, LogOutReason.ConnectionEnded);
        if (!_isDisposed)
        {
            CloseIfDone();
        }
    }

    public void OnError(Exception error) => Dispose();

    /// <summary>This connection is for the relay from now on.</summary>
    private void Bind(byte[] text)
    {
        if (_services.Relay is not { } relay)
        {
            Submit(Act.Refuse(new Answer(AnswerKind.NoRelay)));
        }
        else if (RelayWire.TryParse(text, out var ticket) && relay.Knows(ticket))
        {
            _passage = new TcpPassage(_connection, _services.Loop, relay, ticket, Dispose);
            Submit(Act.Refuse(new Answer(AnswerKind.Bound)));
        }
        else
        {
            Submit(Act.Refuse(new Answer(AnswerKind.NoSuchTicket)));
        }
    }

    private void Verify(byte[] password)
    {
        if (_services.IsBlocked(_login.Name!))
        {
            CryptographicOperations.ZeroMemory(password);
            Submit(Refusal(AnswerKind.Blocked));
        }
        else
        {
            _services.Verify(_login.Name!, password, TryToLogIn);
        }
    }

    /// <param name="passwordIsRight">Null: too many passwords wait to be verified.</param>
    private void TryToLogIn(bool? passwordIsRight)
    {
        if (!_isDisposed && !_isClosing)
        {
            Submit(passwordIsRight is { } isRight ? _login.Attempt(isRight) : Refusal(AnswerKind.LogInHeldBack));
        }
    }

    private Act Refusal(AnswerKind reason) =>
        Act.Refuse(new Answer(reason, Subject: new Caller(_login.Name, _login.Address)));

    private void Submit(in Act act) =>
        _services.Log.Append([new Entry(new Origin(_services.Node, Id, ++_submitted), act)]);
}
