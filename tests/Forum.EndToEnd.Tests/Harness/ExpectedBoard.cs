using System.Globalization;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>
/// What a server must still have after it was killed: all that was answered, once, in order; of what was not answered, each thing
/// once or not at all. Two users post as fast as they can, a third one edits and deletes what it posted.
/// </summary>
internal sealed class ExpectedBoard
{
    private static readonly string Padding = new('x', 400); // So that snapshots come often, and are made in the time of a run

    // The last number of each who posts: both are there from the start, so that two tasks may count.
    private readonly Dictionary<string, int> _answered = new(StringComparer.Ordinal) { ["hans"] = 0, ["luke"] = 0 };
    private readonly Dictionary<string, int> _sent = new(StringComparer.Ordinal) { ["hans"] = 0, ["luke"] = 0 };
    private readonly SortedDictionary<int, string> _own = []; // What yoda's messages say
    private int _ownSent;
    private (int Number, string? Text)? _open; // An edit or a deletion (no text) without an answer

    /// <summary>Reads the board and compares.</summary>
    public async Task Check(int port)
    {
        using var client = await LogIn(port, "leia");
        var lines = await client.AskAll($"RDM {Times.LongAgo}");
        var messages = lines.Where(line => line.StartsWith("215-", StringComparison.Ordinal)).Select(Parse).ToList();
        foreach (var user in new[] { "hans", "luke" })
        {
            CheckPosts(user, [.. messages.Where(message => message.User == user).Select(message => message.Number)]);
        }

        CheckOwn([.. messages.Where(message => message.User == "yoda")]);
        Assert.Equal("221 Bye, leia!", await client.Ask("OUT"));
    }

    /// <summary>Lets the users do what they do until so many requests were answered, and kills the server in the midst of it.</summary>
    public async Task PostUntilKilled(int port, Random random, int answers, RunningProgram program)
    {
        var left = answers;
        void Count()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                program.Send(Signal.Kill);
            }
        }

        await Task.WhenAll(Post("hans", port, Count), Post("luke", port, Count), Change(port, random, Count));
        await program.Ends();
    }

    private static async Task<LineClient> LogIn(int port, string user)
    {
        var client = await LineClient.Greeted(port);
        Assert.Equal("230 Welcome to TOOM!", await client.TryLogIn(user, TestServer.Passwords[user]));
        return client;
    }

    private static (string User, int Number, string Text) Parse(string line)
    {
        var parts = line.Split("; ", 5);
        return (parts[2], int.Parse(parts[4].Split(' ')[0], CultureInfo.InvariantCulture), parts[4]);
    }

    private void CheckPosts(string user, int[] numbers)
    {
        Assert.Equal(numbers.Order().Distinct(), numbers);
        var answered = _answered.GetValueOrDefault(user);
        Assert.Equal(Enumerable.Range(1, answered), numbers.Where(number => number <= answered));
        Assert.All(numbers, number => Assert.InRange(number, 1, _sent.GetValueOrDefault(user)));

        // What was not answered and is not there will never be; numbers go on behind what is.
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        _answered[user] = _sent[user] = numbers.Length;
    }

    private void CheckOwn(List<(string User, int Number, string Text)> messages)
    {
        Assert.Equal(
            messages.Select(message => message.Number).Order().Distinct(),
            messages.Select(message => message.Number)
        );
        var seen = messages.ToDictionary(message => message.Number, message => message.Text);
        foreach (var number in _own.Keys.Union(seen.Keys).ToList())
        {
            var expected = _own.GetValueOrDefault(number);
            var now = seen.GetValueOrDefault(number);
            var mayBe = _open is { } open && open.Number == number && open.Text == now;
            Assert.True(expected == now || mayBe, $"yoda's {number} is \"{now}\" and should be \"{expected}\".");
        }

        _own.Clear();
        seen.ToList().ForEach(message => _own.Add(message.Key, message.Value));
        _open = null;
    }

    private async Task Post(string user, int port, Action count)
    {
        try
        {
            using var client = await LogIn(port, user);
            var sending = Send(client, user);
            while ((await client.Read()).StartsWith("210", StringComparison.Ordinal))
            {
                _answered[user] = _answered.GetValueOrDefault(user) + 1;
                count();
            }

            await sending;
        }
        catch (Exception error) when (error is IOException)
        {
            // Killed.
        }
    }

    private async Task Send(LineClient client, string user)
    {
        try
        {
            while (true)
            {
                var number = _sent.GetValueOrDefault(user) + 1;
                _sent[user] = number;
                await client.SendLine($"MSG {number} {Padding}");
            }
        }
        catch (IOException)
        {
            // Killed.
        }
    }

    private async Task Change(int port, Random random, Action count)
    {
        try
        {
            using var client = await LogIn(port, "yoda");
            while (true)
            {
                var number = ++_ownSent;
                _open = (number, $"{number} new");
                var answer = await client.Ask($"MSG {number} new");
                (_own[number], _open) = ($"{number} new", null);
                count();
                await ChangeOne(client, random.Next(4), number, answer.Split(' ')[2], Times.In(answer));
                count();
            }
        }
        catch (IOException)
        {
            // Killed.
        }
    }

    // Only this user deletes, so its own number holds until it does.
    private async Task ChangeOne(LineClient client, int choice, int number, string place, string time)
    {
        if (choice == 0)
        {
            _open = (number, null);
            Assert.StartsWith("210", await client.Ask($"DLT {place} {time}"), StringComparison.Ordinal);
            _own.Remove(number);
        }
        else
        {
            _open = (number, $"{number} edited");
            Assert.StartsWith("210", await client.Ask($"EDT {place} {time} {number} edited"), StringComparison.Ordinal);
            _own[number] = $"{number} edited";
        }

        _open = null;
    }
}
