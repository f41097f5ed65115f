using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>
/// 80 % MSG, 10 % RDM of the last second, 5 % EDT, 5 % DLT of own messages, against MSG alone. RDM asks for what is later than
/// the server's present second, which is at most what came while the answer was under way; and, in a run of its own, for what is
/// later than the second before, which is everything posted in the present one.
/// </summary>
internal static class MixedLoad
{
    private const int Users = 200;
    private const int Depth = 4;

    public static Table Measure(LoadOptions options)
    {
        var table = new Table(
            $"Mixed load, {Users} × {Depth}",
            "load",
            "answers/s",
            "of MSG alone",
            "to reach",
            "lines an RDM",
            "EDT and DLT refused"
        );
        List<Window> pure = [];
        List<Window> mixed = [];
        var board = new MixedBoard(Users);
        for (var run = 0; run < options.Runs; run++)
        {
            pure.Add(Posting.Forum(options, Users, Depth));
            mixed.Add(Run(options, board = new MixedBoard(Users)));
            Console.Error.WriteLine(
                $"{mixed[^1].Rate:N0} of {pure[^1].Rate:N0}, {board.Refused} refused of {board.Refused + board.Changed}"
            );
        }

        table.Add("MSG alone", Posting.Rates(pure), "", "", "", "");
        Add(table, "mixed", mixed, pure, "0.60", board);
        board = new MixedBoard(Users) { SecondsBack = 1 };
        Add(table, "mixed, RDM of the whole present second", [Run(options, board)], pure, "", board);
        return table;
    }

    private static void Add(
        Table table,
        string name,
        List<Window> runs,
        List<Window> pure,
        string reach,
        MixedBoard board
    ) =>
        table.Add(
            name,
            Posting.Rates(runs),
            $"{Posting.Median(runs) / Posting.Median(pure):0.00}",
            reach,
            $"{board.Lines / (0.1 * runs[^1].Latencies.Count):0.0}",
            $"{(double)board.Refused / Math.Max(1, board.Refused + board.Changed):0.0 %}"
        );

    private static Window Run(LoadOptions options, MixedBoard board)
    {
        using var server = TargetProcess.Forum(options.Server, Users);
        var poller = new Poller();
        var window = new Window();
        var users = Crowd.LogIn(poller, Users, id => new MixedUser(poller, server.Port, id, Depth, window, board));
        Prepare(poller, users, MixedBoard.Edited);
        Prepare(poller, users, MixedBoard.Edited + MixedBoard.Deleted);
        foreach (var user in users)
        {
            user.IsMixed = true;
            user.Start();
        }

        poller.RunFor(options.WarmUp);
        board.Lines = 0;
        window.Open();
        poller.RunFor(options.Length);
        window.Close();
        return window;
    }

    /// <summary>One user after the other posts what it will edit or delete, so that each has a run of its own.</summary>
    private static void Prepare(Poller poller, IReadOnlyList<MixedUser> users, int messages)
    {
        foreach (var user in users)
        {
            user.Wanted = messages;
            user.Start();
            poller.RunUntil(() => user.IsPrepared, TimeSpan.FromSeconds(10));
        }
    }
}
