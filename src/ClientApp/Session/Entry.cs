using System.Collections.Immutable;

namespace Forum.ClientApp.Session;

/// <summary>One thing that the user is shown for good. It holds what is to be said; how it looks is up to a face.</summary>
/// <remarks>Text from others is kept as it came: every face makes it harmless when it writes.</remarks>
internal abstract record Entry;

/// <summary>How a notice is meant.</summary>
internal enum Tone
{
    Plain,
    Quiet,
    Good,
    Warning,
    Error,
}

/// <summary>A line of text.</summary>
internal sealed record Notice(string Text, Tone Tone = Tone.Plain) : Entry
{
    /// <summary>The code of the server's answer of which it is a line; null for what the client says itself.</summary>
    public int? Code { get; init; }
}

/// <summary>A line as it was entered, after the prompt at which it was; empty if it is a secret.</summary>
internal sealed record EnteredLine(string Prompt, string Line, bool IsSecret) : Entry;

/// <summary>What happened to a message.</summary>
internal enum Change
{
    Posted,
    Edited,
    Deleted,
}

/// <summary>A message of the live feed; one that was deleted has no text.</summary>
internal sealed record LiveMessage(Change Change, long Number, string Time, string User, string Text) : Entry
{
    /// <summary>Who reads it here, and is told where it speaks of them; empty if nobody is known.</summary>
    public string Reader { get; init; } = "";

    /// <summary>The message as the board has it.</summary>
    public BoardMessage AsOnBoard() => new(Number, Time, User, Change == Change.Edited, Text);
}

/// <summary>Somebody came or went.</summary>
internal sealed record Presence(string User, bool IsHere) : Entry;

/// <summary>The date under which the messages that follow were posted.</summary>
internal sealed record DateLine(string Date) : Entry;

/// <summary>Messages that were asked for.</summary>
internal sealed record MessageList(ImmutableArray<BoardMessage> Messages) : Entry
{
    /// <summary>Who reads them here, and is told where they speak of them; empty if nobody is known.</summary>
    public string Reader { get; init; } = "";

    /// <summary>How many earlier ones can be shown.</summary>
    public int Older { get; init; }
}

/// <summary>Users that were asked for.</summary>
internal sealed record UserList(ImmutableArray<ActiveUser> Users) : Entry;

/// <summary>The commands and the keys.</summary>
internal sealed record Help : Entry;
