using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport;
using Forum.Reactive.Views;

namespace Forum.Benchmarks.Server;

/// <summary>Answers and lines of the text file as bytes: beside them, interpolated strings.</summary>
public class OutputBenchmarks
{
    private const int Lines = 1000;
    private static readonly Timestamp Now = new(1_614_092_401);
    private readonly AnswerWriter _writer = new(TimestampFormat.Utc);
    private readonly OutputBuffer _buffer = new();
    private readonly ArrayBufferWriter<byte> _file = new();
    private readonly MessageBoard _board = new();
    private MessageLog _log = null!;
    private BoardSnapshot _snapshot = null!;

    [GlobalSetup]
    public void Setup()
    {
        new RuleBatch(_board.Cache, Post).Fold();
        _log = new MessageLog(_board.Published, _writer);
        _snapshot = _board.Freeze();
    }

    private void Post()
    {
        for (var i = 0; i < Lines; i++)
        {
            _board.Post("yoda", "abcde ghijk mnopq stuvw yzabc."u8.ToArray(), Now);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lines)]
    public int InterpolatedAnswers()
    {
        var length = 0;
        for (var i = 0; i < Lines; i++)
        {
            length += Encoding
                .UTF8.GetBytes($"210 Message #{i} posted at {Now.ToDateTimeOffset():dd MMM yyyy HH:mm:ss}.\n")
                .Length;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public int Answers()
    {
        for (var i = 0; i < Lines; i++)
        {
            _writer.Write(new Answer(AnswerKind.Posted, i, Now), _buffer);
        }

        var length = _buffer.Length;
        _buffer.Take(length);
        return length;
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public int TextFileLines()
    {
        _file.ResetWrittenCount();
        for (var first = 0; first < Lines; )
        {
            first = _log.Write(_snapshot, first, _file);
        }

        return _file.WrittenCount;
    }
}
