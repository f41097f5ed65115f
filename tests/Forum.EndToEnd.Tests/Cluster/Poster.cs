using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Reactive.Linq;
using Forum.EndToEnd.Tests.Harness;
using Forum.Reactive;

namespace Forum.EndToEnd.Tests.Cluster;

/// <summary>What became of a post, as its client knows.</summary>
internal enum PostFate
{
    /// <summary>It was answered.</summary>
    Posted,

    /// <summary>It was refused: it is on no board.</summary>
    Refused,

    /// <summary>The connection was lost before the answer: it may be there, once.</summary>
    Unknown,
}

/// <summary>A post: what was posted, when it was sent and when answered, by one clock.</summary>
internal sealed record Posted(string Text, PostFate Fate, TimeSpan Sent, TimeSpan Answered);

/// <summary>A user who posts one message after the other on a node, and comes back when the node does.</summary>
internal sealed class Poster(TestCluster cluster, int node, string user, ConcurrentBag<Posted> posts, Stopwatch clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private int _number;

    /// <summary>Messages that were answered so far.</summary>
    public int Answered { get; private set; }

    /// <summary>Posts until it is told to end.</summary>
    public async Task Run(CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                using var client = await LogIn();
                while (client is not null && !ended.IsCancellationRequested && await Post(client)) { }
            }
            catch (Exception error) when (error is IOException or SocketException or TimeoutException)
            {
                // The node is away: it comes back.
            }

            await Observable.Timer(Pause, RealTime.Scheduler);
        }
    }

    private async Task<LineClient?> LogIn()
    {
        var client = await LineClient.Connect(cluster.Ports[node]);
        try
        {
            await client.Read();
            await client.Ask($"USER {user}");
            var answer = await client.Ask($"PASS {TestServer.Passwords[user]}");
            if (answer.StartsWith("230", StringComparison.Ordinal))
            {
                return client;
            }

            Assert.Matches("^(421|451|532) ", answer); // 532: the forum has not seen yet that the node is gone.
        }
        catch
        {
            client.Dispose();
            throw;
        }

        client.Dispose();
        return null;
    }

    private async Task<bool> Post(LineClient client)
    {
        var text = $"{user}-{++_number}";
        var sent = clock.Elapsed;
        try
        {
            var answer = await client.Ask($"MSG {text}");
            var fate = answer.StartsWith("210", StringComparison.Ordinal) ? PostFate.Posted : PostFate.Refused;
            Assert.True(fate == PostFate.Posted || answer[..3] is "451" or "421", answer);
            Answered += fate == PostFate.Posted ? 1 : 0;
            posts.Add(new Posted(text, fate, sent, clock.Elapsed));
            return answer[..3] != "421";
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException)
        {
            posts.Add(new Posted(text, PostFate.Unknown, sent, clock.Elapsed));
            return false;
        }
    }
}
