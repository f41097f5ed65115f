using System.Buffers.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>What an <see cref="Editor"/> does.</summary>
internal enum Deed
{
    Post,
    Edit,

    /// <summary>Posts and deletes in turn: the board keeps its size.</summary>
    PostAndDelete,

    /// <summary>Posts, edits and deletes in turn: the board keeps its size.</summary>
    Each,
}

/// <summary>The only writer of a board: posts, edits and deletes messages at random places.</summary>
internal sealed class Editor(Poller poller, int port, int id, int depth, Window window, int seed)
    : ClosedLoopUser(poller, port, id, depth, window)
{
    private const int TextLength = 50;
    private static readonly byte[] Text = Payload.Text(TextLength);

    private readonly Random _random = new(seed);
    private readonly SeenTimes _times = new();
    private readonly Queue<KnownMessage?> _awaited = new();
    private readonly byte[] _number = new byte[20];
    private int _turn;
    private int _lastEdited;

    public KnownBoard Board { get; } = new();

    public Deed Deed { get; set; }

    /// <summary>Stops posting when the board has so many messages; 0: never.</summary>
    public int Limit { get; set; }

    /// <summary>Edits the message at <paramref name="index"/>, counted from 0.</summary>
    public void EditOne(int index)
    {
        _lastEdited = index;
        AskOnce(() => Edit(index, Board.At(index)));
    }

    /// <summary>Edits that message again.</summary>
    public void EditAgain() => EditOne(_lastEdited);

    protected override void WriteRequest()
    {
        switch (Deed, _turn++ % Turns)
        {
            case (Deed.Edit, _) or (Deed.Each, 2):
                Edit(RandomIndex(out var edited), edited);
                break;
            case (_, 1):
                Delete(RandomIndex(out var deleted), deleted);
                break;
            default:
                Post();
                break;
        }

        if (Limit > 0 && Board.Count >= Limit)
        {
            Stop();
        }
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        Expect(line, "210 "u8);
        if (_awaited.Dequeue() is { } message)
        {
            message.Time = _times.EndOf(line);
        }

        Answered();
    }

    private int Turns =>
        Deed switch
        {
            Deed.PostAndDelete => 2,
            Deed.Each => 3,
            _ => 1,
        };

    private void Post()
    {
        Write("MSG "u8);
        Write(Text);
        Write("\n"u8);
        _awaited.Enqueue(Board.Add());
    }

    private void Edit(int index, KnownMessage message)
    {
        WriteStart("EDT #"u8, index, message.Time!);
        Write(" "u8);
        Write(Text);
        Write("\n"u8);
        message.Time = null;
        _awaited.Enqueue(message);
    }

    private void Delete(int index, KnownMessage message)
    {
        WriteStart("DLT #"u8, index, message.Time!);
        Write("\n"u8);
        Board.RemoveAt(index);
        _awaited.Enqueue(null);
    }

    private void WriteStart(ReadOnlySpan<byte> verb, int index, byte[] time)
    {
        Write(verb);
        Utf8Formatter.TryFormat(index + 1, _number, out var length);
        Write(_number.AsSpan(0, length));
        Write(" "u8);
        Write(time);
    }

    /// <summary>A message whose time is known.</summary>
    private int RandomIndex(out KnownMessage message)
    {
        int index;
        do
        {
            index = _random.Next(Board.Count);
            message = Board.At(index);
        } while (message.Time is null);
        return index;
    }
}
