using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// Who a connection is: USER, PASS, and what may be asked before. Says what goes into the log for each request; whether the user
/// may come in is the forum's to decide.
/// </summary>
internal sealed class LoginDialogue(string address)
{
    private string? _takeable; // Who was refused because of another session, by the request just before
    private int _udpPort;

    /// <summary>Where it comes from.</summary>
    public string Address => address;

    /// <summary>The name that was given, before it is logged in.</summary>
    public string? Name { get; private set; }

    /// <summary>The number of the log-in; 0 before and after.</summary>
    public long Login { get; private set; }

    /// <summary>Whether what comes next depends on an answer that is not there yet.</summary>
    public bool IsPending { get; private set; }

    /// <summary>What goes into the log for <paramref name="request"/>; no act for a password, which has to be verified first.</summary>
    public Act Admit(in Request request)
    {
        var takeable = _takeable;
        _takeable = null;
        switch (request.Verb)
        {
            case Verb.User or Verb.Pass or Verb.Take or Verb.Bind when Login != 0:
                return Refuse(AnswerKind.LoggedInAlready);
            case Verb.User:
                Name = request.Name;
                return Act.User(request.Name);
            case Verb.Pass when Name is null:
                return Refuse(AnswerKind.SendUserFirst);
            case Verb.Pass:
                IsPending = true;
                return default;
            case Verb.Take when takeable is null:
                return Refuse(AnswerKind.NothingToTake);
            case Verb.Take:
                (IsPending, Name) = (true, takeable);
                return Act.LogIn(new LogInDetails(takeable!, PasswordIsRight: true, Take: true, address, _udpPort));
            case Verb.Port:
                _udpPort = (int)request.Number;
                return Login == 0
                    ? Act.Refuse(new Answer(AnswerKind.PortSet, request.Number))
                    : Act.Port(Login, _udpPort);
            case Verb.Out:
                IsPending = true;
                return Login == 0 ? Refuse(AnswerKind.Bye) : Act.LogOut(Login, LogOutReason.Out);
            case Verb.Noop:
                return Act.Noop();
            case Verb.Help:
                return Act.Help();
            case Verb.Cap:
                return Act.Capabilities(Login, request.Text);
            case Verb.Invalid:
                return Login == 0 && ForUsersOnly(request)
                    ? Refuse(AnswerKind.PleaseLogIn)
                    : Act.Refuse(new Answer(request.Refusal, request.Number));
            default:
                return Login == 0 ? Refuse(AnswerKind.PleaseLogIn) : ForUser(request);
        }
    }

    /// <summary>The attempt to log in, now that the password was verified.</summary>
    public Act Attempt(bool passwordIsRight) =>
        Act.LogIn(new LogInDetails(Name!, passwordIsRight, Take: false, address, _udpPort));

    /// <summary>Takes note of an answer.</summary>
    public void Settle(in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Welcome:
                Login = answer.Number;
                break;
            case AnswerKind.AlreadyLoggedIn:
                (_takeable, Name) = (Name, null);
                break;
            case AnswerKind.Bye or AnswerKind.TakenOver or AnswerKind.Disconnected:
                Login = 0;
                return;
            case AnswerKind.InvalidPassword
            or AnswerKind.NowBlocked
            or AnswerKind.Blocked
            or AnswerKind.AddressHeldBack
            or AnswerKind.LogInHeldBack:
            case AnswerKind.LogUnavailable or AnswerKind.OutOfStorage:
                break;
            default:
                return;
        }

        IsPending = false;
    }

    private Act ForUser(in Request request) =>
        request.Verb switch
        {
            Verb.Msg => Act.Post(Login, request.Text),
            Verb.Edt => Act.Edit(Login, request.Number, request.Time, request.Text),
            Verb.Dlt => Act.Delete(Login, request.Number, request.Time),
            Verb.Rdm when request.IsAfterNumber => Act.ReadAfter(Login, request.Number, request.IsOwn),
            Verb.Rdm => Act.ReadSince(Login, request.Time, request.IsOwn),
            Verb.Atu => Act.List(Login, request.IsOwn),
            Verb.Sub => Act.Subscribe(Login),
            Verb.Unsub => Act.Unsubscribe(Login),
            Verb.Offer => Act.Offer(Login, request.Offered),
            Verb.Accept => Act.Accept(Login, request.Number, request.Acceptance),
            Verb.Decline => Act.Decline(Login, request.Number, request.Text),
            Verb.Cancel => Act.Cancel(Login, request.Number),
            Verb.Relay => Act.Relay(Login, request.Number),
            Verb.Paths => Act.Paths(Login, request.Number, request.Text),
            _ => Refuse(AnswerKind.InvalidCommand),
        };

    private static Act Refuse(AnswerKind reason) => Act.Refuse(new Answer(reason));

    private static bool ForUsersOnly(in Request refused) =>
        refused.Refusal switch
        {
            AnswerKind.InvalidCommand => true,
            AnswerKind.Usage => refused.UsageOf
                is not (
                    Verb.User
                    or Verb.Pass
                    or Verb.Take
                    or Verb.Port
                    or Verb.Out
                    or Verb.Noop
                    or Verb.Help
                    or Verb.Cap
                    or Verb.Bind
                ),
            _ => false,
        };
}
