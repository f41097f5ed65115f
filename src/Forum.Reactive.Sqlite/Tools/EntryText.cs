using System.Globalization;
using System.Text;
using System.Text.Json;
using Forum.Reactive.Log;

namespace Forum.Reactive.Sqlite;

/// <summary>An entry as a line for people, or as one of JSON for programs.</summary>
internal static class EntryText
{
    /// <summary><c>17; 2021-02-23T16:01:20.0000000Z; Post; log-in 3; Hello</c></summary>
    public static string Line(long position, DateTimeOffset time, in Entry entry)
    {
        var act = entry.Act;
        var text = new StringBuilder();
        text.Append(position).Append("; ").Append(Iso(time)).Append("; ").Append(act.Kind);
        if (act.Login != 0)
        {
            text.Append("; log-in ").Append(act.Login);
        }

        foreach (var (name, value) in Parts(act))
        {
            text.Append("; ").Append(name == "text" ? "" : name + " ").Append(value);
        }

        return text.ToString();
    }

    /// <summary>One object without line breaks.</summary>
    public static byte[] Json(long position, DateTimeOffset time, in Entry entry)
    {
        var act = entry.Act;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("position", position);
            json.WriteString("time", Iso(time));
            json.WriteString("kind", act.Kind.ToString());
            json.WriteNumber("node", entry.Origin.Node);
            json.WriteNumber("session", entry.Origin.Session);
            json.WriteNumber("request", entry.Origin.Request);
            if (act.Login != 0)
            {
                json.WriteNumber("login", act.Login);
            }

            foreach (var (name, value) in Parts(act))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static (string Name, string Value)[] Parts(Act act) =>
        act.Kind switch
        {
            ActKind.Rules =>
            [
                ("failures", Text(act.Rules.MaxFailures)),
                ("block", $"{act.Rules.BlockTime}"),
                ("names", Text(act.Rules.FailureCapacity)),
                ("failures_a_minute", Text(act.Rules.MaxFailuresPerMinute)),
                ("addresses", Text(act.Rules.AddressCapacity)),
                ("offer", $"{act.Rules.OfferLifetime}"),
                ("offers", Text(act.Rules.OfferCapacity)),
            ],
            ActKind.NodeJoined or ActKind.NodeAlive or ActKind.NodeGone => [("node_meant", Text(act.Number))],
            ActKind.LogIn =>
            [
                ("user", act.Attempt.User),
                ("password", act.Attempt.PasswordIsRight ? "right" : "wrong"),
                ("take", act.Attempt.Take ? "yes" : "no"),
                ("address", act.Attempt.Address),
                ("port", Text(act.Attempt.UdpPort)),
            ],
            ActKind.LogOut => [("reason", act.Reason.ToString())],
            ActKind.Port => [("port", Text(act.Number))],
            ActKind.Post => [("text", Text(act.Text))],
            ActKind.PostAs => [("user", act.Posting.User), ("text", Text(act.Posting.Text))],
            ActKind.Edit => [("message", Text(act.Number)), ("of", $"{act.Time.Earliest}"), ("text", Text(act.Text))],
            ActKind.Delete => [("message", Text(act.Number)), ("of", $"{act.Time.Earliest}")],
            ActKind.Offer =>
            [
                ("receiver", act.Offered.Receiver),
                ("size", Text(act.Offered.Size)),
                ("sha256", act.Offered.Sha256),
                ("file", act.Offered.FileName),
            ],
            ActKind.Accept => [("offer", Text(act.Number)), ("port", Text(act.Acceptance.UdpPort))],
            ActKind.Decline or ActKind.Paths => [("offer", Text(act.Number)), ("text", Text(act.Text))],
            ActKind.Cancel or ActKind.Lapse => [("offer", Text(act.Number))],
            ActKind.Forget => [("user", act.Name)],
            ActKind.Clock => [("clock", Iso(act.Clock.Wall)), ("expected", Iso(act.Clock.Expected))],
            _ => [],
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
