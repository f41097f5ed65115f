using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>What the server says of itself, in its answer to <c>CAP</c>; one that says nothing is an older one.</summary>
internal sealed record ServerFacts
{
    private static readonly TimeSpan UsualIdleTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Nothing said.</summary>
    public static ServerFacts Unknown { get; } = new();

    /// <summary>A client that says nothing for so long is timed out.</summary>
    public TimeSpan IdleTimeout { get; init; } = UsualIdleTimeout;

    /// <summary>The zone of the server's times; null while unknown.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Whether it takes <c>OWN</c>.</summary>
    public bool TakesOwn { get; init; }

    /// <summary>Reads the lines of an answer; those that are not known here are passed over.</summary>
    public static ServerFacts Of(Reply reply) => reply.IsSuccess ? reply.Lines.Aggregate(Unknown, Read) : Unknown;

    private static ServerFacts Read(ServerFacts facts, string line) =>
        line.Split(' ') switch
        {
            ["idle-timeout", var text]
                when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds > 0 => facts with
            {
                IdleTimeout = TimeSpan.FromSeconds(seconds),
            },
            ["time-zone", var offset, .. var name] => facts with { Zone = ZoneOf(string.Join(' ', name), offset) },
            ["own"] => facts with { TakesOwn = true },
            _ => facts,
        };

    // A name that this machine does not know leaves the offset, which is right until the clocks change.
    private static TimeZoneInfo? ZoneOf(string name, string offset)
    {
        if (name.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        return
            TimeSpan.TryParse(offset.TrimStart('+'), CultureInfo.InvariantCulture, out var difference)
            && difference.Duration() <= TimeSpan.FromHours(14)
            ? TimeZoneInfo.CreateCustomTimeZone($"UTC{offset}", difference, $"UTC{offset}", $"UTC{offset}")
            : null;
    }
}
