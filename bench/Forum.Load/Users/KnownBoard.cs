namespace Forum.Load.Users;

/// <summary>
/// What a client that is alone on a board knows of it: the time of each message, in the order of numbers. Finding, adding at
/// the end and removing cost about the square root of the board.
/// </summary>
internal sealed class KnownBoard
{
    private const int PieceSize = 2048;

    private readonly List<List<KnownMessage>> _pieces = [];

    public int Count { get; private set; }

    public KnownMessage Add()
    {
        if (_pieces.Count == 0 || _pieces[^1].Count == PieceSize)
        {
            _pieces.Add(new List<KnownMessage>(PieceSize));
        }

        KnownMessage message = new();
        _pieces[^1].Add(message);
        Count++;
        return message;
    }

    /// <summary>The message at <paramref name="index"/>, counted from 0.</summary>
    public KnownMessage At(int index)
    {
        List<KnownMessage> piece = Find(ref index);
        return piece[index];
    }

    public void RemoveAt(int index)
    {
        List<KnownMessage> piece = Find(ref index);
        piece.RemoveAt(index);
        Count--;
    }

    private List<KnownMessage> Find(ref int index)
    {
        int at = 0;
        while (index >= _pieces[at].Count)
        {
            index -= _pieces[at++].Count;
        }

        return _pieces[at];
    }
}

/// <summary>A message as its author knows it.</summary>
internal sealed class KnownMessage
{
    /// <summary>Its timestamp as text; null while the answer that says it is awaited.</summary>
    public byte[]? Time { get; set; }
}

/// <summary>Timestamps cut out of answers. Mostly the same one again and again, which is kept once.</summary>
internal sealed class SeenTimes
{
    private const int Length = 20;

    public byte[] Latest { get; private set; } = [];

    /// <summary>The timestamp that ends <c>... at 23 Feb 2021 15:00:01.</c></summary>
    public byte[] EndOf(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> time = line[^(Length + 1)..^1];
        return time.SequenceEqual(Latest) ? Latest : Latest = time.ToArray();
    }
}
