namespace Forum.Reactive.Protocol;

/// <summary>How each command is written, and what for: the text of HELP and of usage errors.</summary>
internal static class Commands
{
    /// <summary>The commands that HELP lists, in its order.</summary>
    public static IReadOnlyList<Verb> Listed { get; } =
    [
        Verb.User,
        Verb.Pass,
        Verb.Take,
        Verb.Port,
        Verb.Msg,
        Verb.Dlt,
        Verb.Edt,
        Verb.Rdm,
        Verb.Atu,
        Verb.Sub,
        Verb.Unsub,
        Verb.Offer,
        Verb.Accept,
        Verb.Decline,
        Verb.Cancel,
        Verb.Paths,
        Verb.Relay,
        Verb.Bind,
        Verb.Cap,
        Verb.Own,
        Verb.Noop,
        Verb.Help,
        Verb.Out,
    ];

    /// <summary>The command with its arguments.</summary>
    public static ReadOnlySpan<byte> UsageOf(Verb verb) =>
        verb switch
        {
            Verb.User => "USER name"u8,
            Verb.Pass => "PASS password"u8,
            Verb.Port => "PORT number"u8,
            Verb.Msg => "MSG message"u8,
            Verb.Dlt => "DLT #number timestamp"u8,
            Verb.Edt => "EDT #number timestamp message"u8,
            Verb.Rdm => "RDM timestamp"u8,
            Verb.Take => "TAKE"u8,
            Verb.Cap => "CAP name..."u8,
            Verb.Own => "OWN RDM timestamp, or OWN ATU"u8,
            Verb.Atu => "ATU"u8,
            Verb.Sub => "SUB"u8,
            Verb.Unsub => "UNSUB"u8,
            Verb.Offer => "OFFER user size sha256 public_key filename"u8,
            Verb.Accept => "ACCEPT offer_id udp_port public_key"u8,
            Verb.Decline => "DECLINE offer_id reason"u8,
            Verb.Cancel => "CANCEL offer_id"u8,
            Verb.Paths => "PATHS offer_id address:port..."u8,
            Verb.Relay => "RELAY offer_id"u8,
            Verb.Bind => "BIND ticket"u8,
            Verb.Noop => "NOOP"u8,
            Verb.Help => "HELP"u8,
            Verb.Out => "OUT"u8,
            _ => ""u8,
        };

    /// <summary>What the command does.</summary>
    public static ReadOnlySpan<byte> PurposeOf(Verb verb) =>
        verb switch
        {
            Verb.User => "say who you are"u8,
            Verb.Pass => "log in"u8,
            Verb.Port => "the UDP port on which you take files, 0 for none"u8,
            Verb.Msg => "post a message"u8,
            Verb.Dlt => "delete a message of yours"u8,
            Verb.Edt => "replace the text of a message of yours"u8,
            Verb.Rdm =>
                "read what was posted or edited later than then, as in 23 Feb 2021 16:01:20, or after #number"u8,
            Verb.Take => "after 532: end your other session, and log in here"u8,
            Verb.Cap => "say what your program can, and learn what the server does"u8,
            Verb.Own => "ask for what no user typed: the operator is not told"u8,
            Verb.Atu => "list the other active users"u8,
            Verb.Sub => "be told of posts, edits, deletions, arrivals and departures as they happen"u8,
            Verb.Unsub => "no longer be told"u8,
            Verb.Offer => "offer a file to a user"u8,
            Verb.Accept => "take an offered file"u8,
            Verb.Decline => "refuse an offered file"u8,
            Verb.Cancel => "give up a file's transfer"u8,
            Verb.Paths => "tell the other side of an offer where you can be reached, at most 16 addresses"u8,
            Verb.Relay => "get a ticket for the relay, for a file that was taken"u8,
            Verb.Bind => "on a connection of its own: relay what follows"u8,
            Verb.Noop => "show that you are still there"u8,
            Verb.Help => "list the commands"u8,
            Verb.Out => "log out"u8,
            _ => ""u8,
        };
}
