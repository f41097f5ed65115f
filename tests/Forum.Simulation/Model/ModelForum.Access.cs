using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Simulation.Model;

/// <content>Who may come in, and who is here.</content>
internal sealed partial class ModelForum
{
    // Entries wait for the disk, and a clock that is set by less is not noticed.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Window> _windows = [];
    private readonly Dictionary<string, DateTimeOffset> _debts = []; // When what an address has spent has come back
    private long _lastLogin;

    /// <summary><c>userlog.txt</c> as it should be.</summary>
    public string[] UserLog =>
        [.. Users.Select((user, at) => $"{at + 1}; {Stamp(user.Since)}; {user.Name}; {user.Address}; {user.Port}")];

    /// <summary>Whether a name was blocked at a time of the log or later, or is by the time that really passes.</summary>
    public bool MayBeBlocked(string name, DateTimeOffset time) =>
        _windows.TryGetValue(name, out var window)
        && (
            window.LastUntil > time
            || (window.BlockedBy == _servers && realTime() - window.BlockedAt < Rules.BlockTime + Tolerance)
        );

    private void LogIn(Deed deed, Talk? talk, long node)
    {
        if (Refusal(deed) is { } refusal)
        {
            talk?.Expect(refusal);
            return;
        }

        var other = Users.Find(user => user.Name == deed.User);
        if (other is not null && !deed.Take)
        {
            talk?.Expect($"532 {deed.User} is already logged in");
            talk?.Dialogue.OfferTake();
            return;
        }

        if (other is not null)
        {
            Oust(other, "421 Taken over");
        }

        _windows.Remove(deed.User);
        Enter(deed, talk, node);
    }

    private void Enter(Deed deed, Talk? talk, long node)
    {
        var user = new ModelUser
        {
            Name = deed.User,
            Login = ++_lastLogin,
            Node = node,
            Address = deed.Address,
            Port = deed.Port,
            Since = Second,
        };
        Users.Add(user);
        if (talk is not null)
        {
            talk.Dialogue.Login = user.Login;
            _byLogin[user.Login] = talk;
            talk.Expect("230 Welcome to TOOM!");
        }

        Tell(new UserJoined(user.Name));
    }

    private string? Refusal(Deed deed)
    {
        if (IsSpent(deed.Address))
        {
            return "421 Too many failed log-ins from your address. Please try again later";
        }

        var window = _windows.GetValueOrDefault(deed.User);
        CheckDuration(deed.User, window);
        if (window?.Until > _now)
        {
            return "421 Your account is blocked due to multiple login failures. Please try again later";
        }

        if (deed.Flag)
        {
            return null;
        }

        Spend(deed.Address);
        if (window is null || window.Until is not null)
        {
            _windows[deed.User] = window = new Window { LastUntil = window?.LastUntil ?? default };
        }

        if (++window.Count < Rules.MaxFailures)
        {
            return "530 Invalid Password. Please try again";
        }

        window.Until = window.LastUntil = _now + Rules.BlockTime;
        (window.BlockedAt, window.BlockedBy) = (realTime(), _servers);
        return "421 Invalid Password. Your account has been blocked. Please try again later";
    }

    /// <summary>Whatever clocks say: a block lasts as long as it should, by the time that really passed while one server ran.</summary>
    private void CheckDuration(string name, Window? window)
    {
        if (window?.Until is not { } until || window.BlockedBy != _servers)
        {
            return;
        }

        var lasted = realTime() - window.BlockedAt;
        if (until > _now && lasted > Rules.BlockTime + Tolerance)
        {
            report($"{name} is still blocked after {lasted}");
        }
        else if (until <= _now && lasted < Rules.BlockTime - Tolerance)
        {
            report($"{name} is blocked for {lasted} only");
        }
    }

    private DateTimeOffset Debt(string address) =>
        _debts.TryGetValue(address, out var clear) && clear > _now ? clear : _now;

    private TimeSpan Price => TimeSpan.FromTicks(TimeSpan.FromMinutes(1).Ticks / Rules.MaxFailuresPerMinute);

    private bool IsSpent(string address) => Debt(address) + Price > _now + TimeSpan.FromMinutes(1);

    private void Spend(string address) => _debts[address] = Debt(address) + Price;

    private void LogOut(ModelUser? user, LogOutReason reason, Talk? talk)
    {
        if (user is null)
        {
            talk?.Expect("221 Bye!");
            return;
        }

        if (reason is LogOutReason.Removed or LogOutReason.TakenOver)
        {
            Oust(user, reason == LogOutReason.Removed ? "421 Disconnected by the server" : "421 Taken over");
            return;
        }

        talk?.Expect($"221 Bye, {user.Name}!");
        Leave(user);
    }

    private void Oust(ModelUser user, string words)
    {
        if (_byLogin.TryGetValue(user.Login, out var talk))
        {
            talk.Expect(words);
        }

        Leave(user);
    }

    private void Leave(ModelUser user)
    {
        Users.Remove(user);
        _byLogin.Remove(user.Login);
        Tell(new UserLeft(user.Name));
        ForgetOffersOf(user);
    }

    private void List(ModelUser asker, Talk? talk)
    {
        List<string> lines =
        [
            .. Users
                .Where(user => user.Name != asker.Name)
                .Select(user => $"215-{user.Name}; {user.Address}; {user.Port}; {Stamp(user.Since)}"),
        ];
        lines.Add(lines.Count == 0 ? "204 no other active user" : $"215 {lines.Count} active users");
        talk?.Expect([.. lines]);
    }

    private sealed class Window
    {
        public int Count { get; set; }

        public DateTimeOffset? Until { get; set; }

        public DateTimeOffset LastUntil { get; set; }

        /// <summary>When the block began, by the time that really passes, and which server said so.</summary>
        public TimeSpan BlockedAt { get; set; }

        public int BlockedBy { get; set; }

        public void Postpone(TimeSpan by)
        {
            Until += by;
            LastUntil = LastUntil == default ? default : LastUntil + by;
        }
    }
}
