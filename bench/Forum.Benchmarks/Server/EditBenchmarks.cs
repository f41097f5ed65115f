using BenchmarkDotNet.Attributes;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Benchmarks.Server;

/// <summary>
/// Edits of random messages on a small and on a large board, beside what no board can do without: to look at the message, to
/// make the new one, and to put it where the old one was in a list and in a dictionary.
/// </summary>
public class EditBenchmarks
{
    private const int Batch = 16;
    private const int Operations = 1_008;
    private const string User = "yoda";
    private static readonly Timestamp Now = new(1_000);
    private readonly byte[] _text = new byte[50];
    private readonly Random _random = new(1);
    private readonly List<Message> _list = [];
    private readonly Dictionary<long, Message> _byId = [];
    private MessageBoard _board = new();

    [Params(1_000, 1_000_000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _board = new MessageBoard();
        _list.Clear();
        _byId.Clear();
        new RuleBatch(_board.Cache, Post).Fold();
        for (var i = 0; i < Messages; i++)
        {
            var message = new Message(i, User, new byte[50], Now, edited: false);
            _list.Add(message);
            _byId.Add(i, message);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _board.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int ListAndDictionary()
    {
        var edits = 0;
        for (var i = 0; i < Operations; i++)
        {
            var index = _random.Next(_list.Count);
            var message = _list[index];
            if (message.User == User && message.Time == Now)
            {
                var edited = message.Edited((byte[])_text.Clone(), Now);
                _list[index] = edited;
                _byId[message.Id] = edited;
                edits++;
            }
        }

        return edits;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public int Board()
    {
        var edits = 0;
        var sixteen = new RuleBatch(
            _board.Cache,
            () =>
            {
                for (var i = 0; i < Batch; i++)
                {
                    edits += Edit() ? 1 : 0;
                }

                _board.Publish();
            }
        );
        for (var i = 0; i < Operations; i += Batch)
        {
            sixteen.Fold();
        }

        return edits;
    }

    private bool Edit()
    {
        var number = _random.Next(Messages) + 1;
        var answer = _board.Edit(User, number, new TimestampReading(Now, 0), (byte[])_text.Clone(), Now);
        return answer.Kind == AnswerKind.Edited;
    }

    private void Post()
    {
        for (var i = 0; i < Messages; i++)
        {
            _board.Post(User, new byte[50], Now);
        }
    }
}
