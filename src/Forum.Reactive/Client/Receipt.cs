using System.Text.RegularExpressions;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Client;

/// <summary>That a message was posted, edited or deleted.</summary>
/// <param name="Number">The number of the message, from 1; of a deleted one: the number that it had.</param>
/// <param name="Time">When; in the server's zone (<see cref="ServerTime"/>). It is the message's time from now on.</param>
public sealed partial record Receipt(long Number, DateTime Time)
{
    /// <summary>Reads <c>Message #1 posted at 23 Feb 2021 15:00:01.</c></summary>
    /// <exception cref="ProtocolException">The server said something else.</exception>
    internal static Receipt Of(Reply reply)
    {
        var match = Shape().Match(reply.Text);
        return
            match.Success
            && long.TryParse(match.Groups["number"].ValueSpan, out var number)
            && ServerTime.TryParse(match.Groups["time"].ValueSpan, out var time)
            ? new Receipt(number, time)
            : throw new ProtocolException($"The server answered with something else than a receipt: {reply.Text}");
    }

    [GeneratedRegex(
        @"^Message #(?<number>\d{1,18}) (posted|edited|deleted) at (?<time>.{20})\.",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shape();
}
