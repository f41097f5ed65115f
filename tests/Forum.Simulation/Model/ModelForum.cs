using System.Globalization;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Simulation.Model;

/// <summary>
/// What the forum should be, written a second time and plainly, from docs/protocol.md: lists that are searched, texts that are put
/// together. It is given the order of all deeds, and says to each talk what must come of it.
/// </summary>
/// <param name="realTime">The time that really passes.</param>
/// <param name="report">Gets what must not be.</param>
internal sealed partial class ModelForum(Func<TimeSpan> realTime, Action<string> report)
{
    private readonly Dictionary<long, Talk> _byLogin = [];
    private readonly List<Talk> _followers = [];
    private DateTimeOffset _now;
    private int _servers; // That ran so far

    public List<ModelMessage> Board { get; } = [];

    /// <summary>In the order of arrival.</summary>
    public List<ModelUser> Users { get; } = [];

    /// <summary>The time of the last batch.</summary>
    public DateTimeOffset Time => _now;

    public long Position { get; private set; }

    public ForumRules Rules { get; private set; } =
        new(3, TimeSpan.FromSeconds(10), 65_536, 60, 65_536, TimeSpan.FromSeconds(60), 65_536);

    /// <summary>From here on it is so late, by the log's clock.</summary>
    public void MoveTo(DateTimeOffset time) => _now = time;

    /// <summary>The server is gone, and with it whoever was connected to it; the log still has their log-ins.</summary>
    public void LoseTalks()
    {
        _servers++;
        _byLogin.Clear();
        _followers.Clear();
    }

    /// <summary>A deed came out of the log.</summary>
    /// <param name="deed">What.</param>
    /// <param name="talk">Who asked for it and awaits the answer; null: nobody.</param>
    /// <param name="node">Where it comes from.</param>
    /// <param name="refusal">The words with which the log refuses it; null: it is in the log.</param>
    /// <param name="rules">What a deed of the kind Rules says.</param>
    public void Fold(Deed deed, Talk? talk, long node, string? refusal = null, ForumRules? rules = null)
    {
        if (deed.IsDurable && refusal is not null)
        {
            talk?.Expect(refusal);
            return;
        }

        Position += deed.IsDurable ? 1 : 0;
        var user = Users.Find(user => user.Login == deed.Login && deed.Login != 0);
        switch (deed.Kind)
        {
            case DeedKind.LogIn:
                LogIn(deed, talk, node);
                break;
            case DeedKind.LogOut:
                LogOut(user, (LogOutReason)deed.Number, talk);
                break;
            case DeedKind.NodeGone:
                Users.Where(user => user.Node == deed.Number).ToList().ForEach(Leave);
                break;
            case DeedKind.Rules:
                SetRules(rules!);
                break;
            case DeedKind.Port:
                user?.Port = deed.Port;
                talk?.Expect($"200 UDP port {deed.Port}");
                break;
            case DeedKind.PostAs:
                Post(deed.User, deed.Text, talk: null);
                break;
            case DeedKind.Clock:
                SetClock(deed.Clock.Expected, deed.Clock.Wall);
                break;
            case DeedKind.Lapse:
                Lapse(deed.Number);
                break;
            case DeedKind.Greet or DeedKind.Noop or DeedKind.Help or DeedKind.User or DeedKind.Capabilities:
                talk?.Expect(WordsOf(deed.Kind));
                break;
            case DeedKind.NodeJoined or DeedKind.NodeAlive or DeedKind.Forget:
                break;
            default:
                OfUser(deed, user, talk);
                break;
        }
    }

    /// <summary>The text of a time.</summary>
    public static string Stamp(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    private static string WordsOf(DeedKind kind) =>
        kind switch
        {
            DeedKind.Greet => "220 TOOM/1 ready",
            DeedKind.Help => "214 End*",
            DeedKind.Capabilities => "200 OK*",
            DeedKind.User => "331 Password required",
            _ => "200 OK",
        };

    private void SetRules(ForumRules rules)
    {
        if (rules != Rules)
        {
            _debts.Clear();
        }

        Rules = rules;
    }

    private void OfUser(Deed deed, ModelUser? user, Talk? talk)
    {
        if (user is null)
        {
            talk?.Expect("530 Please log in");
            return;
        }

        switch (deed.Kind)
        {
            case DeedKind.Post:
                Post(user.Name, deed.Text, talk);
                break;
            case DeedKind.Edit:
                Edit(user, deed, talk);
                break;
            case DeedKind.Delete:
                Delete(user, deed, talk);
                break;
            case DeedKind.Read:
                Read(deed, talk);
                break;
            case DeedKind.List:
                List(user, talk);
                break;
            case DeedKind.Subscribe:
                Follow(talk);
                break;
            case DeedKind.Unsubscribe:
                talk?.Unfollow();
                _ = talk is not null && _followers.Remove(talk);
                talk?.Expect("200 Unsubscribed");
                break;
            default:
                OfOffer(deed, user, talk);
                break;
        }
    }

    private void Follow(Talk? talk)
    {
        if (talk is not null)
        {
            talk.Follow();
            talk.Expect("200 Subscribed");
            if (!_followers.Contains(talk))
            {
                _followers.Add(talk);
            }
        }
    }

    private void Tell(ForumEvent what) => _followers.ForEach(talk => talk.Tell(what));
}

/// <summary>A message of the model.</summary>
internal sealed class ModelMessage
{
    public required string User { get; init; }

    public required string Text { get; set; }

    public required long Time { get; set; }

    public bool IsEdited { get; set; }
}

/// <summary>An active user of the model.</summary>
internal sealed class ModelUser
{
    public required string Name { get; init; }

    public required long Login { get; init; }

    public required long Node { get; init; }

    public required string Address { get; init; }

    public required int Port { get; set; }

    public required long Since { get; init; }
}
