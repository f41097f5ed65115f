using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>RDM that finds ten messages, scattered over a large board; also with an edit before each.</summary>
internal static class ReadingFew
{
    private const int Found = 10;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            $"RDM that finds {Found} of {options.Scale:N0}",
            "meanwhile",
            "p50, ms",
            "p99, ms",
            "to reach"
        );
        using var board = new FilledBoard(options, options.Scale);
        var writer = board.LogIn((poller, port) => new IdleUser(poller, port, 2));
        var reader = board.LogIn((poller, port) => new IdleUser(poller, port, 3));
        FilledBoard.AwaitNextSecond();
        var before = Time(writer.Ask("MSG the last one before"));
        FilledBoard.AwaitNextSecond();
        ScatterEdits(board);
        (var quiet, var busy) = (new Latencies(), new Latencies());
        for (var i = 0; i < 20_000; i++)
        {
            var editsFirst = i % 2 == 1;
            if (editsFirst)
            {
                board.Author.EditAgain();
                board.Poller.RunUntil(() => board.Author.IsQuiet, TimeSpan.FromSeconds(5));
            }

            if (i >= 5000)
            {
                Read(reader, before, editsFirst ? busy : quiet);
            }
        }

        table.Add("nothing", $"{quiet.Percentile(0.5):0.000}", $"{quiet.Percentile(0.99):0.000}", "0.2");
        table.Add("an edit before each", $"{busy.Percentile(0.5):0.000}", $"{busy.Percentile(0.99):0.000}", "0.2");
        return table;
    }

    private static void ScatterEdits(FilledBoard board)
    {
        for (var i = 0; i < Found; i++)
        {
            board.Author.EditOne(board.Author.Board.Count / Found * i);
            board.Poller.RunUntil(() => board.Author.IsQuiet, TimeSpan.FromSeconds(5));
        }
    }

    private static void Read(IdleUser reader, string since, Latencies latencies)
    {
        var lines = reader.BodyLines;
        var start = Stopwatch.GetTimestamp();
        reader.Ask($"RDM {since}");
        latencies.Add(Stopwatch.GetTimestamp() - start);
        if (reader.BodyLines - lines != Found)
        {
            throw new Net.LoadException($"found {reader.BodyLines - lines} messages: {reader.LastLine}");
        }
    }

    private static string Time(string answer) => answer[^21..^1];
}
