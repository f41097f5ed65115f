using System.Collections.Immutable;
using Forum.ClientApp.Session;
using Forum.ClientApp.Unicode;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;
using Spectre.Console;

namespace Forum.ClientApp.Rendering;

/// <summary>A file on its way as one line: <c>1 ▲ lecture1.mp4 → hans ━━━━━━──── 62% of 12.3 MiB, 4.5 MiB/s, 2 s left</c>.</summary>
internal static class TransferBar
{
    private const int LongestBar = 30;
    private const int ShortestBar = 6;
    private const double LeastLoss = 0.001;

    /// <summary>The line; in a narrow terminal the name and the figures give way before the bar.</summary>
    public static ImmutableArray<StatusPiece> Of(FileTransfer transfer, int columns)
    {
        var name = CellWidth.Truncate(VisibleText.Of(Name(transfer)), Math.Max(8, columns / 3));
        var room = columns - CellWidth.Of(name) - 2;
        if (!transfer.HasBegun)
        {
            return
            [
                new(name, Style.Plain),
                new(CellWidth.Truncate($"  waiting for {transfer.Peer}", room + 1), Palette.Quiet),
            ];
        }

        var figures = Figures(transfer, Math.Max(4, room - ShortestBar - 1));
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

    private static string Name(FileTransfer transfer) =>
        transfer.IsSending
            ? $"{transfer.Id} ▲ {transfer.FileName} → {transfer.Peer}"
            : $"{transfer.Id} ▼ {transfer.FileName} ← {transfer.Peer}";

    /// <summary>As much as fits, the least important gone first: how far away, what is lost, the way, the size, the rate.</summary>
    private static string Figures(FileTransfer transfer, int columns)
    {
        var percent = $"{Math.Floor(100 * Fraction(transfer)):0}%";
        var size = $" of {Quantity.Bytes(transfer.Size)}";
        var files = transfer.Files > 1 ? $", {transfer.FilesArrived} of {transfer.Files}" : "";
        var rate = $", {Quantity.Bytes(transfer.BytesPerSecond)}/s";
        var left = transfer.Left is { } time ? $", {Quantity.Duration(time)} left" : "";
        var lost = transfer.Loss >= LeastLoss ? $", {100 * transfer.Loss:0.#}% lost" : "";
        var away = transfer.RoundTrip is { } roundTrip ? $", {roundTrip.TotalMilliseconds:0} ms away" : "";
        var way = transfer.Way switch
        {
            TransferWay.Local => ", local",
            TransferWay.Direct => ", direct",
            TransferWay.Relayed => ", relayed",
            _ => "",
        };
        if (transfer.IsWaiting)
        {
            return CellWidth.Truncate($"{percent}{size}, waiting for {transfer.Peer}", columns);
        }

        string[] choices =
        [
            percent + size + files + rate + left + way + lost + away,
            percent + size + files + rate + left + way + lost,
            percent + size + files + rate + left + way,
            percent + size + files + rate + left,
            percent + files + rate + left,
            percent + files + left,
            percent + left,
        ];
        return choices.FirstOrDefault(figures => figures.Length <= columns) ?? percent;
    }

    private static double Fraction(FileTransfer transfer) =>
        transfer.Size == 0 ? 1 : Math.Clamp((double)transfer.Bytes / transfer.Size, 0, 1);
}
