using System.Net;
using System.Text;
using Forum.Reactive.Access;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Forum;

/// <content>The fold itself: which rule an act is for.</content>
internal sealed partial class ForumState
{
    private DateTimeOffset _now; // Of the entry that is folded, as are the next two
    private Timestamp _second;
    private Origin _origin;

    private OfferLimits OfferLimits => new(Rules.OfferLifetime, Rules.OfferCapacity);

    private static LoginLimits LimitsOf(ForumRules rules) =>
        new(
            rules.MaxFailures,
            rules.BlockTime,
            rules.FailureCapacity,
            rules.MaxFailuresPerMinute,
            rules.AddressCapacity
        );

    private void FoldAll(LogBatch batch)
    {
        _now = batch.Time;
        _second = Timestamp.From(Readable.At(batch.Time));
        var isOrdered = batch.Fate == LogFate.Ordered;
        var position = batch.FirstPosition - 1;
        foreach (ref readonly var entry in batch.Entries)
        {
            var isDurable = entry.Act.IsDurable;
            if (isDurable && !isOrdered)
            {
                _outcomes.Add(
                    entry.Origin,
                    position,
                    entry.Act.Login,
                    Users.NameOf(entry.Act.Login),
                    RefusalOf(batch.Fate)
                );
                continue;
            }

            position += isDurable ? 1 : 0;
            FoldOne(entry, position);
            if (isDurable)
            {
                Position = position;
            }
        }
    }

    private static Answer RefusalOf(LogFate fate) =>
        new(fate == LogFate.OutOfStorage ? AnswerKind.OutOfStorage : AnswerKind.LogUnavailable);

    private void FoldOne(in Entry entry, long position)
    {
        _origin = entry.Origin;
        var login = entry.Act.Login;
        var user = login == 0 ? null : Users.NameOf(login);
        Answer answer;
        try
        {
            answer = CarryOut(entry.Act, user, position);
        }
#pragma warning disable CA1031 // A rule that fails is the entry's misfortune alone, on every node.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Offers.ClearNotices();
            OnError(new PoisonedEntryException(position, entry.Act.Kind, error));
            answer = new Answer(AnswerKind.LogUnavailable);
        }

        if (answer.Kind == AnswerKind.Welcome)
        {
            (login, user) = (answer.Number, (string)answer.Subject!);
        }

        _outcomes.Add(entry.Origin, position, login, user ?? NameIn(answer), answer);
        TellOthers(position);
        if (entry.Act.IsDurable)
        {
            Hash = Mix(Hash, position, answer);
        }
    }

    private static string? NameIn(in Answer answer) =>
        answer.Subject is Caller caller ? caller.User : answer.Subject as string;

    private Answer CarryOut(in Act act, string? user, long position)
    {
        switch (act.Kind)
        {
            case ActKind.Post:
                return user is null ? PleaseLogIn : Board.Post(user, act.Text, _second);
            case ActKind.PostAs:
                return Board.Post(act.Posting.User, act.Posting.Text, _second);
            case ActKind.Edit:
                return user is null ? PleaseLogIn : Board.Edit(user, act.Number, act.Time, act.Text, _second);
            case ActKind.Delete:
                return user is null ? PleaseLogIn : Board.Delete(user, act.Number, act.Time, _second);
            case ActKind.LogIn:
                return LogIn(act.Attempt, position);
            case ActKind.LogOut:
                return LogOut(act.Login, act.Reason, position);
            case ActKind.Port:
                Users.Move(act.Login, (int)act.Number);
                return new Answer(AnswerKind.PortSet, act.Number);
            case ActKind.Forget:
                Guard.Forget(act.Name, _now);
                return default;
            case ActKind.Clock:
                return SetClock(act.Clock);
            case ActKind.Lapse:
                Offers.Lapse(act.Number, _now);
                return default;
            case ActKind.Offer or ActKind.Accept or ActKind.Decline or ActKind.Cancel or ActKind.Paths:
                return user is null ? PleaseLogIn : Introduce(act);
            case ActKind.Rules or ActKind.NodeJoined or ActKind.NodeAlive or ActKind.NodeGone:
                return Govern(act, position);
            default:
                return Look(act, user);
        }
    }

    private static Answer PleaseLogIn => new(AnswerKind.PleaseLogIn);

    private Answer LogIn(LogInDetails attempt, long position)
    {
        if (Guard.Refuse(attempt.User, attempt.PasswordIsRight, IPAddress.Parse(attempt.Address), _now) is { } refusal)
        {
            return refusal with { Subject = new Caller(attempt.User, attempt.Address) };
        }

        if (attempt.Take && Users.Find(attempt.User) is { } other)
        {
            Depart(other, AnswerKind.TakenOver, position);
        }

        var answer = Users.Enter(attempt.User, attempt.Address, attempt.UdpPort, _origin.Node, _second);
        if (answer.Kind == AnswerKind.Welcome)
        {
            Guard.Reset(attempt.User);
        }

        return answer;
    }

    private Answer LogOut(long login, LogOutReason reason, long position)
    {
        var kind = reason == LogOutReason.Out ? AnswerKind.Bye : AnswerKind.Left;
        if (Users.Find(login) is not { } user)
        {
            return new Answer(kind); // It has ended already; its user may be back on another connection.
        }

        if (reason is LogOutReason.Removed or LogOutReason.TakenOver)
        {
            var told = reason == LogOutReason.Removed ? AnswerKind.Disconnected : AnswerKind.TakenOver;
            _outcomes.Add(default, position, login, user.Name, new Answer(told));
        }

        Users.Exit(user);
        Offers.Exit(user);
        return new Answer(kind, Time: _second, Subject: user.Name);
    }

    /// <summary>Ends a log-in that did not ask for it.</summary>
    private void Depart(ActiveUser user, AnswerKind told, long position)
    {
        if (told != AnswerKind.None)
        {
            _outcomes.Add(default, position, user.Login, user.Name, new Answer(told));
        }

        Users.Exit(user);
        Offers.Exit(user);
        _outcomes.Add(
            default,
            position,
            user.Login,
            user.Name,
            new Answer(AnswerKind.Left, Time: _second, Subject: user.Name)
        );
    }

    private Answer Introduce(in Act act)
    {
        switch (act.Kind)
        {
            case ActKind.Offer:
                return Offers.Make(OfferLimits, Users.Find(act.Login)!, act.Offered, _now);
            case ActKind.Accept:
                return Offers.Accept(Users.Find(act.Login)!, act.Number, act.Acceptance, _now);
            case ActKind.Decline:
                return Offers.Decline(act.Login, act.Number, Encoding.UTF8.GetString(act.Text));
            case ActKind.Paths:
                return Offers.TellPaths(act.Login, act.Number, Encoding.UTF8.GetString(act.Text));
            default:
                return Offers.Cancel(act.Login, act.Number);
        }
    }

    private Answer Govern(in Act act, long position)
    {
        switch (act.Kind)
        {
            case ActKind.Rules:
                Rules = act.Rules;
                Guard.Limits = LimitsOf(Rules);
                break;
            case ActKind.NodeGone:
                var gone = act.Number;
                _nodes.Remove(gone);
                foreach (var user in Users.OfNode(gone))
                {
                    Depart(user, AnswerKind.None, position);
                }

                break;
            default:
                _nodes[act.Number] = _now;
                break;
        }

        return default;
    }

    /// <summary>What is under way takes as long as it would have; what people read follows the wall clock.</summary>
    private Answer SetClock(ClockDetails clock)
    {
        var jump = _now - clock.Expected;
        if (jump > ReadableClock.Tolerance)
        {
            Guard.Postpone(jump);
            Offers.Postpone(jump);
            foreach (var node in _nodes.Keys.ToList())
            {
                _nodes[node] = _nodes[node].Later(jump);
            }
        }

        Readable = Readable.Set(_now, clock.Wall);
        _second = Timestamp.From(Readable.At(_now));
        return default;
    }

    /// <summary>Acts that change nothing.</summary>
    private Answer Look(in Act act, string? user)
    {
        switch (act.Kind)
        {
            case ActKind.Greet:
                return new Answer(AnswerKind.Ready);
            case ActKind.Refuse:
                return act.Answer;
            case ActKind.Noop:
                return new Answer(AnswerKind.Ok);
            case ActKind.Help:
                return new Answer(AnswerKind.Help);
            case ActKind.User:
                return new Answer(AnswerKind.PasswordRequired);
            case ActKind.Capabilities:
                return new Answer(AnswerKind.Capabilities, Time: _second);
            case ActKind.Relay when user is not null:
                return Offers.MayRelay(act.Login, act.Number);
            case ActKind.Read when user is not null:
                return act.IsAfterNumber
                    ? Board.ReadAfter(act.Number, act.IsOwn)
                    : Board.ReadSince(act.Time.Earliest, act.IsOwn);
            case ActKind.List when user is not null:
                return Users.ListOthers(user, act.IsOwn);
            case ActKind.Subscribe when user is not null:
                return new Answer(AnswerKind.Subscribed);
            case ActKind.Unsubscribe when user is not null:
                return new Answer(AnswerKind.Unsubscribed);
            case ActKind.Read or ActKind.List or ActKind.Subscribe or ActKind.Unsubscribe or ActKind.Relay:
                return PleaseLogIn;
            default:
                throw new InvalidOperationException($"No rule is for an act of the kind {act.Kind}.");
        }
    }

    private void TellOthers(long position)
    {
        if (Offers.Notices.Count == 0)
        {
            return;
        }

        foreach (var notice in Offers.Notices)
        {
            _outcomes.Add(
                default,
                position,
                notice.Login,
                Users.NameOf(notice.Login),
                new Answer(AnswerKind.Event, Subject: notice.Event)
            );
        }

        Offers.ClearNotices();
    }

    // FNV-1a over what the entry came to: cheap, and the same everywhere.
    private static ulong Mix(ulong hash, long position, in Answer answer)
    {
        hash = (hash ^ (ulong)position) * 1099511628211;
        hash = (hash ^ (byte)answer.Kind) * 1099511628211;
        hash = (hash ^ (ulong)answer.Number) * 1099511628211;
        return (hash ^ (ulong)answer.Time.UnixSeconds) * 1099511628211;
    }
}
