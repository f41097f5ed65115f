using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Many clients at once.</summary>
public sealed class CrowdTests
{
    private const int Users = 200;
    private const int Posts = 20;

    private static readonly Dictionary<string, string> Passwords = Enumerable
        .Range(1, Users)
        .ToDictionary(number => $"user{number}", number => $"secret-{number}", StringComparer.Ordinal);

    [Fact]
    public async Task Two_hundred_clients_post_at_once_and_all_of_them_see_the_same_board()
    {
        using var server = await TestServer.Start(Passwords);
        var clients = await Task.WhenAll(Passwords.Select(user => server.LogIn(user.Key, user.Value)));

        var posted = await Task.WhenAll(clients.Select((client, index) => Post(client, index + 1)));
        var boards = await Task.WhenAll(clients.Select(client => client.AskAll($"RDM {Times.LongAgo}")));
        var others = await clients[0].AskAll("ATU");

        Assert.Equal(
            Enumerable.Range(1, Users * Posts).Select(number => $"#{number}"),
            posted.SelectMany(answers => answers).Select(answer => answer.Split(' ')[2]).OrderBy(NumberOf)
        );
        Assert.All(boards, board => Assert.Equal(boards[0], board));
        Assert.Equal(Users * Posts, boards[0].Length - 1);
        Assert.Equal($"215 {Users - 1} active users", others[^1]);
        Assert.Equal(
            Users - 1,
            others[..^1].Select(line => line.Split(';')[0]).Distinct(StringComparer.Ordinal).Count()
        );
        await server.MessageLog.Shows([.. boards[0][..^1].Select(AsInTheLog)]);
        await server.UserLog.ShowsCount(Users);
        CheckOwnOrder(boards[0], posted);

        await Task.WhenAll(clients.Select(client => client.SendLine("OUT")));
        var byes = await Task.WhenAll(clients.Select(client => client.ReadToEnd()));
        Assert.All(byes, (bye, index) => Assert.Equal([$"221 Bye, user{index + 1}!"], bye));
        await server.UserLog.Shows();
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Of_fifty_connections_that_log_in_as_one_user_at_once_exactly_one_succeeds()
    {
        using var server = await TestServer.Start();
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.Connect()));

        var answers = await Task.WhenAll(clients.Select(client => client.TryLogIn("yoda", "comp9331")));

        Assert.Single(answers, "230 Welcome to TOOM!");
        Assert.Equal(49, answers.Count(answer => answer == "532 yoda is already logged in"));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Authors_who_edit_and_delete_at_once_leave_one_board_without_holes()
    {
        using var server = await TestServer.Start(Passwords, "--log-level", "Warning");
        var clients = await Task.WhenAll(Passwords.Take(20).Select(user => server.LogIn(user.Key, user.Value)));

        // Numbers shift under everybody's feet: each one reads, and tries what it read. What it gets is done or refused, never mixed up.
        await Task.WhenAll(clients.Select((client, index) => Rework(client, index + 1)));

        var boards = await Task.WhenAll(clients.Select(client => client.AskAll($"RDM {Times.LongAgo}")));
        Assert.All(boards, board => Assert.Equal(boards[0], board));
        var lines = boards[0][..^1];
        Assert.Equal(
            Enumerable.Range(1, lines.Length).Select(number => $"215-#{number}"),
            lines.Select(line => line.Split(';')[0])
        );
        Assert.All(lines, line => Assert.Equal(UserOf(line), line.Split("; ")[4].Split(' ')[0]));
        await server.MessageLog.Shows([.. lines.Select(AsInTheLog)]);
        Array.ForEach(clients, client => client.Dispose());
    }

    private static async Task<string[]> Post(LineClient client, int user)
    {
        var answers = new string[Posts];
        for (var number = 0; number < Posts; number++)
        {
            answers[number] = await client.Ask($"MSG user{user} says {number}");
        }

        return answers;
    }

    private static async Task Rework(LineClient client, int user)
    {
        await Post(client, user);
        for (var round = 0; round < 20; round++)
        {
            var board = await client.AskAll($"RDM {Times.LongAgo}");
            var own = board.FirstOrDefault(line => UserOf(line) == $"user{user}");
            if (own is not null)
            {
                var at = $"{own.Split(';')[0][4..]} {Times.In(own)}";
                var answer = await client.Ask(round % 2 == 0 ? $"DLT {at}" : $"EDT {at} user{user} edits {round}");
                Assert.Contains(answer[..3], (string[])["210", "550", "551", "553"]);
            }
        }
    }

    /// <summary>Asserts that what one client posted stands in the order and under the numbers that it was told.</summary>
    private static void CheckOwnOrder(string[] board, string[][] posted)
    {
        for (var user = 1; user <= Users; user++)
        {
            for (var number = 0; number < Posts; number++)
            {
                var line = board[(int)NumberOf(posted[user - 1][number].Split(' ')[2]) - 1];
                Assert.EndsWith($"; user{user}; posted; user{user} says {number}", line, StringComparison.Ordinal);
            }
        }
    }

    private static string UserOf(string line) =>
        line.Contains(';', StringComparison.Ordinal) ? line.Split("; ")[2] : "";

    private static long NumberOf(string number) => long.Parse(number[1..], CultureInfo.InvariantCulture);

    private static string AsInTheLog(string line)
    {
        var fields = line["215-#".Length..].Split("; ");
        return $"{fields[0]}; {fields[1]}; {fields[2]}; {fields[4]}; {(fields[3] == "edited" ? "yes" : "no")}";
    }
}
