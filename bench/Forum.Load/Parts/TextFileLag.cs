using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>
/// How soon <c>messagelog.txt</c> shows a change while another user edits the board without a pause, and what that user notices
/// of the writing. In the end the whole file is compared with the board.
/// </summary>
internal static class TextFileLag
{
    private const int Rounds = 5;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            "messagelog.txt",
            "messages",
            "right after a change within, s",
            "to reach",
            "p99 of others, ms",
            "longest, ms",
            "to reach"
        );
        foreach ((var messages, var reach) in new[] { (options.Scale / 10, "1"), (options.Scale, "5") })
        {
            (var lags, var others) = Run(options, messages);
            table.Add(
                $"{messages:N0}",
                $"median {lags.Median():0.00}, longest {lags.Max():0.00}",
                reach,
                $"{others.Percentile(0.99):0.00}",
                $"{others.MaxMilliseconds:0.00}",
                "10"
            );
        }

        return table;
    }

    private static (List<double> Lags, Latencies Others) Run(LoadOptions options, int messages)
    {
        using var board = new FilledBoard(options, messages);
        var file = Path.Combine(board.Server.Folder, "messagelog.txt");
        var marker = board.LogIn((poller, port) => new IdleUser(poller, port, 2));
        var others = new Window();
        var editor = board.Author;
        (editor.Window, editor.Deed) = (others, Deed.Edit);
        editor.Start(requests: 1);
        others.Open();
        List<double> lags = [];
        for (var round = 0; round < Rounds; round++)
        {
            var posted = marker.Ask($"MSG mark {round}");
            lags.Add(Await(board, file, $"mark {round}; no"));
            var edited = marker.Ask($"EDT #{messages + 1} {Time(posted)} changed {round}");
            lags.Add(Await(board, file, $"changed {round}; yes"));
            marker.Ask($"DLT #{messages + 1} {Time(edited)}");
            lags.Add(Await(board, file, $"{messages}; "));
            Console.Error.WriteLine(
                $"{messages}: post {lags[^3]:0.00} s, edit {lags[^2]:0.00} s, delete {lags[^1]:0.00} s"
            );
        }

        others.Close();
        editor.Stop();
        board.Poller.RunUntil(() => editor.IsQuiet, TimeSpan.FromSeconds(10));
        Compare(board, file, messages);
        return (lags, others.Latencies);
    }

    /// <summary>Waits until the last line of the file begins or ends so.</summary>
    private static double Await(FilledBoard board, string file, string part)
    {
        var start = Stopwatch.GetTimestamp();
        var end = new byte[200];
        bool Shows()
        {
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
            stream.Seek(-Math.Min(stream.Length, end.Length), SeekOrigin.End);
            var text = System.Text.Encoding.UTF8.GetString(end.AsSpan(0, stream.Read(end))).TrimEnd('\n');
            var line = text[(text.LastIndexOf('\n') + 1)..];
            return line.StartsWith(part, StringComparison.Ordinal) || line.EndsWith(part, StringComparison.Ordinal);
        }

        board.Poller.RunUntil(Shows, TimeSpan.FromSeconds(30));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Every line of the file against the answer to RDM, when the file has had the time to become right.</summary>
    private static void Compare(FilledBoard board, string file, int messages)
    {
        Thread.Sleep(TimeSpan.FromSeconds(5));
        var reader = board.LogIn((poller, port) => new LineCollector(poller, port, 3));
        var lines = reader.Collect("RDM 01 Jan 2000 00:00:00");
        var row = 0;
        foreach (var line in File.ReadLines(file))
        {
            var told = line.Split("; ");
            var asked = $"215-#{told[0]}; {told[1]}; {told[2]}; {(told[4] == "yes" ? "edited" : "posted")}; {told[3]}";
            if (!string.Equals(asked, lines[row++], StringComparison.Ordinal))
            {
                throw new LoadException($"line {row} of the file is {line}, the board has {lines[row - 1]}");
            }
        }

        if (row != messages)
        {
            throw new LoadException($"the file has {row} lines");
        }
    }

    private static string Time(string answer) => answer[^21..^1];
}
