using Forum.Reactive.Access;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Server;

/// <summary>
/// Who a connection is: USER, PASS, and what may be asked before. The password is checked here, so that the log has only
/// whether it was right; whether the user may come in is the forum's to decide.
/// </summary>
internal sealed class LoginDialogue(Credentials credentials, string address)
{
    private string? _name;
    private int _udpPort;
    private long _arrival; // Written before the user, which tells that it is there
    private volatile string? _user;
    private volatile bool _pending;

    /// <summary>Who is logged in; null before and after.</summary>
    public string? User => _user;

    /// <summary>Whether what comes next depends on an answer that is not there yet.</summary>
    public bool IsPending => _pending;

    /// <summary>What goes into the log for <paramref name="request"/>.</summary>
    public Request Admit(in Request request)
    {
        switch (request.Verb)
        {
            case Verb.User or Verb.Pass when _user is not null:
                return Request.Refused(AnswerKind.LoggedInAlready);
            case Verb.User:
                _name = request.Name;
                return request;
            case Verb.Pass when _name is null:
                return Request.Refused(AnswerKind.SendUserFirst);
            case Verb.Pass:
                _pending = true;
                return Request.LogIn(
                    new LogInAttempt(_name, credentials.Verify(_name, request.Text), address, _udpPort)
                );
            case Verb.Port:
                _udpPort = (int)request.Number;
                return request;
            case Verb.Out:
                _pending = true;
                return Departure(Verb.Out);
            case Verb.Invalid when _user is null && ForUsersOnly(request):
                return Request.Refused(AnswerKind.PleaseLogIn);
            default:
                return request;
        }
    }

    /// <summary>OUT or its like: says which log-in it ends, lest it end a later one of the same user.</summary>
    public Request Departure(Verb verb) => Request.WithNumber(verb, _user is null ? 0 : Volatile.Read(ref _arrival));

    /// <summary>Takes note of an answer. For the log's thread.</summary>
    public void Settle(in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Welcome:
                Volatile.Write(ref _arrival, answer.Number);
                _user = (string)answer.Subject!;
                break;
            case AnswerKind.AlreadyLoggedIn:
                _name = null;
                break;
            case AnswerKind.Bye:
                _user = null;
                return;
            case AnswerKind.InvalidPassword
            or AnswerKind.NowBlocked
            or AnswerKind.Blocked
            or AnswerKind.AddressHeldBack:
                break;
            default:
                return;
        }

        _pending = false;
    }

    private static bool ForUsersOnly(in Request refused) =>
        refused.Refusal switch
        {
            AnswerKind.InvalidCommand => true,
            AnswerKind.Usage => refused.UsageOf
                is not (Verb.User or Verb.Pass or Verb.Port or Verb.Out or Verb.Noop or Verb.Help),
            _ => false,
        };
}
