using System.CommandLine;
using System.Globalization;

namespace Forum.ServerApp;

/// <summary><c>--relay off|RATE</c>: how much the server relays between clients that cannot reach each other.</summary>
internal static class RelayArgument
{
    private const long Most = 1_000_000_000_000;
    private const string Default = "20M";

    /// <summary>The option.</summary>
    public static Option<string> Option { get; } =
        new("--relay")
        {
            Description =
                "Bytes a second, for all together, that are relayed between clients that cannot reach each other: 500K, 20M, 1G",
            HelpName = "off|RATE",
            DefaultValueFactory = _ => Default,
        };

    /// <summary>Bytes a second; 0: none.</summary>
    public static long Of(ParseResult parsed) => TryRead(parsed.GetValue(Option)!, out var rate) ? rate : 0;

    /// <summary>What is wrong with it; null: nothing.</summary>
    public static string? Check(ParseResult parsed) =>
        TryRead(parsed.GetValue(Option)!, out _)
            ? null
            : "Invalid --relay: it is off, or bytes a second from 1 to 1000G, as in 500K, 20M or 1G.";

    private static bool TryRead(string text, out long rate)
    {
        rate = 0;
        if (text == "off")
        {
            return true;
        }

        var unit = text is [.., var last]
            ? last switch
            {
                'K' => 1_000,
                'M' => 1_000_000,
                'G' => 1_000_000_000,
                _ => 1,
            }
            : 1;
        var digits = unit == 1 ? text : text[..^1];
        if (
            !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count < 1
            || count > Most / unit
        )
        {
            return false;
        }

        rate = count * unit;
        return true;
    }
}
