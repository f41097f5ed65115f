using BenchmarkDotNet.Attributes;
using DynamicData;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Benchmarks.Server;

/// <summary>The rule of MSG, a batch at a time, with and without someone who is told: beside it, a list and a dictionary.</summary>
public class FoldBenchmarks
{
    private const int Posts = 1000;
    private static readonly byte[] Text = "abcde ghijk mnopq stuvw yzabc."u8.ToArray();

    [Params(0, 1)]
    public int Subscribers { get; set; }

    [Benchmark(Baseline = true, OperationsPerInvoke = Posts)]
    public int ListAndDictionary()
    {
        List<Message> list = [];
        Dictionary<long, Message> byId = [];
        for (var i = 1; i <= Posts; i++)
        {
            var message = new Message(i, "yoda", Text, new Timestamp(1), edited: false);
            list.Add(message);
            byId.Add(i, message);
        }

        return list.Count;
    }

    [Benchmark(OperationsPerInvoke = Posts)]
    public int PostAndPublish()
    {
        using var board = new MessageBoard();
        var told = 0;
        for (var i = 0; i < Subscribers; i++)
        {
            board.Published.Connect().Subscribe(changes => told += changes.Count);
        }

        new RuleBatch(
            board.Cache,
            () =>
            {
                for (var i = 0; i < Posts; i++)
                {
                    board.Post("yoda", Text, new Timestamp(1));
                }

                board.Publish();
            }
        ).Fold();
        return told + board.Published.Count;
    }
}
