using BenchmarkDotNet.Attributes;
using DynamicData;
using Forum.Reactive;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Benchmarks.Server;

/// <summary>A batch of changes on its way to a subscriber as one change set: beside it, a change set for each.</summary>
public class ChangeSetBenchmarks
{
    private const int Messages = 1000;
    private readonly Message[] _messages =
    [
        .. Enumerable.Range(1, Messages).Select(id => new Message(id, "yoda", [], new Timestamp(1), edited: false)),
    ];
    private readonly BatchedCache<Message, long> _cache = new(message => message.Id);
    private long _told;

    [GlobalSetup]
    public void Setup() => _cache.Published.Connect().Subscribe(new Counter(this));

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public long OneEach()
    {
        var next = 0;
        var one = new RuleBatch(_cache, () => _cache.Items.AddOrUpdate(_messages[next++]));
        while (next < Messages)
        {
            one.Fold();
        }

        return _told;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public long OneForAll()
    {
        new RuleBatch(_cache, () => Array.ForEach(_messages, message => _cache.Items.AddOrUpdate(message))).Fold();
        return _told;
    }

    private sealed class Counter(ChangeSetBenchmarks benchmarks) : IObserver<IChangeSet<Message, long>>
    {
        public void OnNext(IChangeSet<Message, long> value) => benchmarks._told += value.Count;

        public void OnError(Exception error) { }

        public void OnCompleted() { }
    }
}
