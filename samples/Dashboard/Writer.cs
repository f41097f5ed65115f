using System.Reactive.Linq;
using DynamicData;
using DynamicData.Aggregation;
using Forum.Reactive.Board;

namespace Forum.Samples.Dashboard;

/// <summary>Somebody who has written messages that are on the board, and how many.</summary>
internal sealed class Writer : IDisposable
{
    private readonly IDisposable _counting;

    public Writer(string name, IObservableCache<Message, long> messages) =>
        (Name, _counting) = (name, messages.Connect().Count().Subscribe(count => Count = count));

    public string Name { get; }

    public int Count { get; private set; }

    public void Dispose() => _counting.Dispose();
}
