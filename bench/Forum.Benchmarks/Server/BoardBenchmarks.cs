using BenchmarkDotNet.Attributes;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Benchmarks.Server;

/// <summary>The numbers of messages, on a small and on a large board: beside them, a plain list.</summary>
public class BoardBenchmarks
{
    private const int Operations = 100;
    private readonly Random _random = new(1);
    private readonly List<Message> _list = [];
    private MessageSequence _sequence = new();

    [Params(1_000, 1_000_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sequence = new MessageSequence();
        _list.Clear();
        for (var i = 0; i < Messages; i++)
        {
            var message = New(i + 1);
            _sequence.Append(message);
            _list.Add(message);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void ListRemoveAndAdd()
    {
        for (var i = 0; i < Operations; i++)
        {
            _list.RemoveAt(_random.Next(_list.Count));
            _list.Add(New(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void RemoveAndAppend()
    {
        for (var i = 0; i < Operations; i++)
        {
            _sequence.RemoveAt(_random.Next(_sequence.Count));
            _sequence.Append(New(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Replace()
    {
        for (var i = 0; i < Operations; i++)
        {
            var index = _random.Next(_sequence.Count);
            _sequence.Replace(index, _sequence.At(index)!);
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public int FindNothingLater()
    {
        var found = 0;
        for (var i = 0; i < Operations; i++)
        {
            var query = new MessageQuery(_sequence.Freeze(), new Timestamp(1));
            found += query.MoveNext() ? 1 : 0;
        }

        return found;
    }

    private static Message New(long id) => new(id, "yoda", [], new Timestamp(1), edited: false);
}
