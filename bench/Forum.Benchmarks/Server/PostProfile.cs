using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DynamicData;
using Forum.Reactive;
using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
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
    private readonly Request[] _requests = new Request[Batch];
    private readonly Command[] _commands = new Command[Batch];
    private readonly Answer[] _answers = new Answer[Batch];
    private readonly RequestParser _parser = new(TimestampFormat.Utc);
    private readonly AnswerWriter _writer = new(TimestampFormat.Utc);
    private readonly OutputBuffer _output = new();
    private readonly MessageBoard _board = new();
    private readonly MemoryLog<Command> _log = new(RealTime.Scheduler);
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
        _log.Subscribe(System.Reactive.Observer.Create<LogBatch<Command>>(_ => { }));
        _board.Connect().Subscribe(_ => { });
        _parts =
        [
            ("read (recv)", () => _ = LinuxTcp.Receive((int)_server.Handle, _received)),
            ("cut into lines, parse", Parse),
            ("log", () => _log.Append(_commands)),
            ("fold", Fold),
            ("change set", _board.Publish),
            ("views (feed without readers)", Show),
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
        _board.Dispose();
        _log.Dispose();
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
            _requests[i] = _parser.Parse(line);
            _commands[i] = new Command(_requests[i], "yoda", null);
        }
    }

    private void Fold()
    {
        for (var i = 0; i < Batch; i++)
        {
            _answers[i] = _board.Post("yoda", _requests[i].Text, new Timestamp(1_614_092_401));
        }
    }

    private void Show()
    {
        foreach (ref readonly var answer in _answers.AsSpan())
        {
            _feed.Write(answer);
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
