using System.Diagnostics;
using Forum.Load.Measures;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>What TLS costs: posting beside plain, memory of idle connections, and handshakes while somebody else asks.</summary>
internal static class TlsLoad
{
    private const int Posters = 50;
    private const int Depth = 16;
    private const int Idle = 1_000;
    private const int Handshakes = 1_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(9.9);

    public static Table Measure(LoadOptions options)
    {
        var table = new Table("TLS", "what", "measured", "to reach");
        List<double> plain = [];
        List<double> tls = [];
        for (var run = 0; run < options.Runs; run++)
        {
            plain.Add(Posting(options, isTls: false).GetAwaiter().GetResult());
            tls.Add(Posting(options, isTls: true).GetAwaiter().GetResult());
            Console.Error.WriteLine($"plain {plain[^1]:N0}, TLS {tls[^1]:N0} answers/s");
        }

        table.Add("posting plain, 50 × 16, answers/s", plain.Describe("N0"), "");
        table.Add("posting over TLS, 50 × 16, answers/s", tls.Describe("N0"), "");
        table.Add("ratio", $"{tls.Median() / plain.Median():0.00}", "0.50");
        table.Add(
            "memory of an idle TLS connection, KB",
            $"{IdleBytes(options).GetAwaiter().GetResult() / 1024:0.0}",
            "40"
        );
        var (seconds, latencies) = ShakeHands(options).GetAwaiter().GetResult();
        table.Add($"{Handshakes:N0} handshakes, s", $"{seconds:0.00}", "10");
        table.Add("p99 of another's NOOP meanwhile, ms", $"{latencies.Percentile(0.99):0.00}", "20");
        return table;
    }

    private static async Task<double> Posting(LoadOptions options, bool isTls)
    {
        using var server = TargetProcess.SecureForum(options.Server, Posters);
        var port = isTls ? server.TlsPort : server.Port;
        var lines = string.Concat(Enumerable.Repeat("MSG a message of some length, as people write them\n", Depth));
        var answers = 0L;
        var end = TimeSpan.MaxValue;
        var start = Stopwatch.GetTimestamp();
        async Task Post(int id)
        {
            using var user = await StreamUser.Connect(port, isTls);
            await user.LogIn(id);
            while (Stopwatch.GetElapsedTime(start) < end)
            {
                await user.Send(lines);
                await user.ReadLines(Depth);
                Interlocked.Add(ref answers, Depth);
            }
        }

        var posting = Enumerable.Range(1, Posters).Select(id => Task.Run(() => Post(id))).ToList();
        await Task.Delay(options.WarmUp);
        var before = Interlocked.Read(ref answers);
        var opened = Stopwatch.GetTimestamp();
        await Task.Delay(options.Length);
        var rate = (Interlocked.Read(ref answers) - before) / Stopwatch.GetElapsedTime(opened).TotalSeconds;
        end = TimeSpan.Zero;
        await Task.WhenAll(posting);
        return rate;
    }

    private static async Task<double> IdleBytes(LoadOptions options)
    {
        using var server = TargetProcess.SecureForum(options.Server, Idle + 1);
        using var first = await StreamUser.Connect(server.TlsPort, isTls: true);
        await first.LogIn(Idle + 1);
        var before = server.SettledBytes();
        List<StreamUser> users = [];
        for (var id = 1; id <= Idle; id++)
        {
            var user = await StreamUser.Connect(server.TlsPort, isTls: true);
            await user.LogIn(id);
            users.Add(user);
        }

        var after = server.SettledBytes();
        users.ForEach(user => user.Dispose());
        return (double)(after - before) / Idle;
    }

    private static async Task<(double Seconds, Latencies Bystander)> ShakeHands(LoadOptions options)
    {
        using var server = TargetProcess.SecureForum(options.Server, 1);
        using var bystander = await StreamUser.Connect(server.Port, isTls: false);
        await bystander.ReadLines(1);
        var latencies = new Latencies();
        var isOver = false;
        // A thread of its own: the other side's handshakes, which this program does, are not to be measured with it.
        var asking = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var asked = Stopwatch.GetTimestamp();
                bystander.Ask("NOOP\n");
                latencies.Add(Stopwatch.GetTimestamp() - asked);
                Thread.Sleep(1);
            }
        });
        asking.Start();
        var start = Stopwatch.GetTimestamp();
        List<Task> shaking = [];
        for (var count = 0; count < Handshakes; count++)
        {
            var wait = (count * Pace) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            shaking.Add(Shake(server.TlsPort));
        }

        await Task.WhenAll(shaking);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Volatile.Write(ref isOver, true);
        asking.Join();
        return (seconds, latencies);
    }

    private static async Task Shake(int port)
    {
        using var user = await StreamUser.Connect(port, isTls: true);
        await user.ReadLines(1);
    }
}
