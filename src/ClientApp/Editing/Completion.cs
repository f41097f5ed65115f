using System.Collections.Immutable;

namespace Forum.ClientApp.Editing;

/// <summary>Something that Tab can make of what stands before the cursor.</summary>
/// <param name="Line">What stands before the cursor afterwards.</param>
/// <param name="Shown">How it is listed among others.</param>
internal readonly record struct Choice(string Line, string Shown);

/// <summary>What the words that can be completed are.</summary>
internal enum CompletionKind
{
    None,
    Command,
    User,

    /// <summary>A user's name within a message.</summary>
    Name,
    File,

    /// <summary>The number of a message, with its timestamp.</summary>
    Message,

    /// <summary>The text of the message that number and timestamp name.</summary>
    MessageText,

    /// <summary>The number of an offer.</summary>
    Offer,

    /// <summary>The number of a file on its way.</summary>
    Transfer,

    /// <summary>The number of a file whose other side can be verified.</summary>
    Met,
    Timestamp,
}

/// <summary>Tab: which words can stand at the cursor, and how far they agree.</summary>
internal static class Completion
{
    private const int TimestampLength = 20;

    /// <summary>What can be completed where the cursor is, and where it begins.</summary>
    public static (CompletionKind Kind, int Start) KindAt(string beforeCursor)
    {
        var space = beforeCursor.IndexOf(' ');
        if (space < 0)
        {
            return (CompletionKind.Command, 0);
        }

        var start = space + 1;
        return beforeCursor[..space] switch
        {
            "UPD" => beforeCursor.IndexOf(' ', start) is >= 0 and var second
                ? (CompletionKind.File, second + 1)
                : (CompletionKind.User, start),
            "EDT" => EndOfTimestamp(beforeCursor, start) is { } text
                ? (CompletionKind.MessageText, text)
                : (CompletionKind.Message, start),
            "MSG" => (CompletionKind.Name, StartOfName(beforeCursor, start)),
            "DLT" => (CompletionKind.Message, start),
            "RDM" => (CompletionKind.Timestamp, start),
            "ACC" or "DEC" => (CompletionKind.Offer, start),
            "CAN" => (CompletionKind.Transfer, start),
            "VERIFY" => (CompletionKind.Met, start),
            _ => (CompletionKind.None, beforeCursor.Length),
        };
    }

    /// <summary>The words among <paramref name="words"/> that go on from what stands at the cursor.</summary>
    /// <param name="beforeCursor">What stands before the cursor.</param>
    /// <param name="start">Where the word to complete begins.</param>
    /// <param name="words">What can stand there, and how each is listed.</param>
    public static ImmutableArray<Choice> Of(
        string beforeCursor,
        int start,
        IEnumerable<(string Word, string Shown)> words
    )
    {
        var beginning = beforeCursor[start..];
        return
        [
            .. from word in words
            where word.Word.StartsWith(beginning, StringComparison.Ordinal)
            select new Choice(beforeCursor[..start] + word.Word, word.Shown),
        ];
    }

    /// <summary>What all choices begin with.</summary>
    public static string CommonBeginning(ImmutableArray<Choice> choices)
    {
        var common = choices[0].Line;
        foreach (var choice in choices)
        {
            common = common[..CommonLength(common, choice.Line)];
        }

        return common;
    }

    private static int CommonLength(string first, string second)
    {
        var length = first.AsSpan().CommonPrefixLength(second);
        return length > 0 && char.IsHighSurrogate(first[length - 1]) ? length - 1 : length;
    }

    // "MSG so @ha": the name begins behind the sign, if there is one.
    private static int StartOfName(string line, int start)
    {
        var word = Math.Max(start, line.LastIndexOf(' ') + 1);
        return word < line.Length && line[word] == '@' ? word + 1 : word;
    }

    // "#3 23 Feb 2021 16:01:10 text": the text begins a space after the 20 characters of the time.
    private static int? EndOfTimestamp(string line, int start)
    {
        var space = line.IndexOf(' ', start);
        var end = space + 1 + TimestampLength;
        return space >= 0 && line.Length > end && line[end] == ' ' ? end + 1 : null;
    }
}
