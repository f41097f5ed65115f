using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DynamicData;
using Forum.Reactive;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Benchmarks.Server;

/// <summary>
/// Where the time of a post goes: each part by itself, in batches as they come from one connection that keeps 16 requests
/// unanswered. The sockets are real ones of this machine.
/// </summary>
internal sealed class PostProfile : IDisposable
{
    private const int Batch = 16;
    private const int Batches = 20_000;
    private const int Warm = 60_000;

    private readonly byte[] _input = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Repeat("MSG abcde ghijk mnopq stuvw yzabc.\n", Batch))
    );

    private readonly byte[] _received = new byte[64 * 1024];
    private readonly Entry[] _entries = new Entry[Batch];
    private readonly Answer[] _answers = new Answer[Batch];
    private readonly RequestParser _parser = new(TimestampFormat.Utc);
    private readonly AnswerWriter _writer = new(TimestampFormat.Utc);
    private readonly OutputBuffer _output = new();
    private readonly ForumState _state = new();
    private readonly LogBatch _batch = new();
    private readonly LiveFeed _feed = new(
        new AnswerWriter(TimestampFormat.Utc),
        RealTime.Scheduler,
        TimeSpan.FromMilliseconds(10),
        new EventRing(blocks: 64)
    );

    private readonly (string Name, Action Run)[] _parts;
    private readonly long[] _ticks;
    private readonly Socket _client;
    private readonly Socket _server;

    private PostProfile()
    {
        (_client, _server) = Connect();
        var logIn = Act.LogIn(new LogInDetails("yoda", PasswordIsRight: true, Take: false, "10.0.0.1", UdpPort: 0));
        _batch.Set(new[] { new Entry(default, logIn) }, 1, DateTimeOffset.UnixEpoch);
        _state.OnNext(_batch);
        _state.Board.Published.Connect().Subscribe(_ => { });
        _state.Outcomes.Subscribe(Take);
        _parts =
        [
            ("read (recv)", () => _ = LinuxTcp.Receive((int)_server.Handle, _received)),
            ("cut into lines, parse", Parse),
            ("fold, change set, outcomes", Fold),
            ("answers as bytes", WriteAnswers),
            ("write (send)", Send),
        ];
        _ticks = new long[_parts.Length];
    }

    /// <summary>Measures, and writes a table.</summary>
    public static void Print(TextWriter output)
    {
        using var profile = new PostProfile();
        for (var i = 0; i < Warm; i++)
        {
            profile.Run();
        }

        Array.Clear(profile._ticks);
        for (var i = 0; i < Batches; i++)
        {
            profile.Run();
        }

        profile.Report(output);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _state.Dispose();
        _feed.Dispose();
    }

    private static (Socket Client, Socket Server) Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        var server = listener.Accept();
        server.NoDelay = true;
        return (client, server);
    }

    private void Run()
    {
        _client.Send(_input);
        for (var i = 0; i < _parts.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _parts[i].Run();
            _ticks[i] += Stopwatch.GetTimestamp() - start;
        }

        _client.Receive(_received);
    }

    private void Parse()
    {
        var framer = new LineFramer(LineFramer.MaxRequestLength);
        ReadOnlySpan<byte> input = _input;
        for (var i = 0; framer.Next(ref input, out var line) == Frame.Line; i++)
        {
            _entries[i] = new Entry(new Origin(1, 1, i), Act.Post(login: 1, _parser.Parse(line).Text));
        }
    }

    private void Fold()
    {
        _batch.Set(_entries, _state.Position + 1, DateTimeOffset.UnixEpoch);
        _state.OnNext(_batch);
    }

    private void Take(OutcomeBatch batch)
    {
        for (var i = 0; i < batch.Outcomes.Length; i++)
        {
            _feed.Write(batch.Outcomes[i]);
            _answers[i % Batch] = batch.Outcomes[i].Answer;
        }

        _feed.Signal();
    }

    private void WriteAnswers()
    {
        foreach (ref readonly var answer in _answers.AsSpan())
        {
            _writer.Write(answer, _output);
        }
    }

    private void Send()
    {
        var sent = LinuxTcp.Send((int)_server.Handle, _output.Pending);
        _output.Take(sent);
    }

    private void Report(TextWriter output)
    {
        const double Posts = (double)Batch * Batches;
        var scale = 1e9 / Stopwatch.Frequency / Posts;
        output.WriteLine("| part | ns a post |");
        output.WriteLine("| --- | --- |");
        for (var i = 0; i < _parts.Length; i++)
        {
            output.WriteLine($"| {_parts[i].Name} | {_ticks[i] * scale:0} |");
        }

        output.WriteLine($"| together | {_ticks.Sum() * scale:0} |");
    }
}
