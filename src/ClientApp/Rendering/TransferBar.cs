using System.Collections.Immutable;
using Forum.ClientApp.Session;
using Forum.ClientApp.Unicode;
using Spectre.Console;

namespace Forum.ClientApp.Rendering;

/// <summary>A file on its way as one line: <c>1 ▲ lecture1.mp4 → hans ━━━━━━──── 62% of 12.3 MiB, 4.5 MiB/s, 2 s left</c>.</summary>
internal static class TransferBar
{
    private const int LongestBar = 30;
    private const int ShortestBar = 6;

    /// <summary>The line; in a narrow terminal the name and the figures give way before the bar.</summary>
    public static ImmutableArray<StatusPiece> Of(FileTransfer transfer, int columns)
    {
        var name = CellWidth.Truncate(VisibleText.Of(Name(transfer)), Math.Max(8, columns / 3));
        var room = columns - CellWidth.Of(name) - 2;
        if (!transfer.HasBegun)
            return [new(name, Style.Plain), new(CellWidth.Truncate($"  waiting for {transfer.Peer}", room + 1), Palette.Quiet)];
        var figures = CellWidth.Truncate(Figures(transfer), Math.Max(4, room - ShortestBar - 1));
        var bar = Math.Clamp(room - CellWidth.Of(figures) - 1, 0, LongestBar);
        var done = (int)Math.Floor(bar * Fraction(transfer));
        return
        [
            new($"{name} ", Style.Plain),
            new(new string('━', done), Palette.Good),
            new(new string('─', bar - done), Palette.Quiet),
            new($" {figures}", Palette.Quiet),
        ];
    }

    private static string Name(FileTransfer transfer) => transfer.IsSending
        ? $"{transfer.Id} ▲ {transfer.FileName} → {transfer.Peer}"
        : $"{transfer.Id} ▼ {transfer.FileName} ← {transfer.Peer}";

    private static string Figures(FileTransfer transfer)
    {
        var figures = $"{Math.Floor(100 * Fraction(transfer)):0}% of {Quantity.Bytes(transfer.Size)}, "
            + $"{Quantity.Bytes(transfer.BytesPerSecond)}/s";
        if (transfer.Left is { } left)
            figures += $", {Quantity.Duration(left)} left";
        return transfer.RoundTrip is { } roundTrip ? $"{figures}, {roundTrip.TotalMilliseconds:0} ms away" : figures;
    }

    private static double Fraction(FileTransfer transfer) =>
        transfer.Size == 0 ? 1 : Math.Clamp((double)transfer.Bytes / transfer.Size, 0, 1);
}
