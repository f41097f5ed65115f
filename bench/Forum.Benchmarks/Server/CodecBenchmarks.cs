using System.Text;
using BenchmarkDotNet.Attributes;
using Forum.Reactive.Protocol;

namespace Forum.Benchmarks.Server;

/// <summary>Bytes in, requests out: beside it, what one would write first.</summary>
public class CodecBenchmarks
{
    private const int Requests = 1000;
    private readonly RequestParser _parser = new(TimestampFormat.Utc);
    private byte[] _input = [];

    [GlobalSetup]
    public void Setup() =>
        _input = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("MSG abcde ghijk mnopq stuvw yzabc.\n", Requests))
        );

    [Benchmark(Baseline = true, OperationsPerInvoke = Requests)]
    public int Strings()
    {
        var length = 0;
        foreach (var line in Encoding.UTF8.GetString(_input).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 2);
            length += parts[0] == "MSG" ? Encoding.UTF8.GetBytes(parts[1]).Length : 0;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Requests)]
    public int FramerAndParser()
    {
        var length = 0;
        var framer = new LineFramer(LineFramer.MaxRequestLength);
        ReadOnlySpan<byte> input = _input;
        while (framer.Next(ref input, out var line) == Frame.Line)
        {
            length += _parser.Parse(line).Text.Length;
        }

        return length;
    }
}
