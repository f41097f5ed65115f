namespace Forum.Load.Users;

/// <summary>
/// What a client that is alone on a board knows of it: the time of each message, in the order of numbers. Pieces with a
/// Fenwick tree over their counts (Fenwick, 1994): finding costs about as much on a large board as on a small one, so that
/// the client does not slow down where the server is to be measured.
/// </summary>
internal sealed class KnownBoard
{
    private const int PieceSize = 1024;
    private const int MostPieces = 1 << 13;

    private readonly List<List<KnownMessage>> _pieces = [];
    private readonly int[] _sums = new int[MostPieces + 1];

    public int Count { get; private set; }

    public KnownMessage Add()
    {
        if (_pieces.Count == 0 || _pieces[^1].Count == PieceSize)
        {
            _pieces.Add(new List<KnownMessage>(PieceSize));
        }

        var message = new KnownMessage();
        _pieces[^1].Add(message);
        Grow(_pieces.Count - 1, 1);
        return message;
    }

    /// <summary>The message at <paramref name="index"/>, counted from 0.</summary>
    public KnownMessage At(int index) => _pieces[PieceOf(ref index)][index];

    public void RemoveAt(int index)
    {
        var piece = PieceOf(ref index);
        _pieces[piece].RemoveAt(index);
        Grow(piece, -1);
    }

    private void Grow(int piece, int by)
    {
        Count += by;
        for (var i = piece + 1; i <= MostPieces; i += i & -i)
        {
            _sums[i] += by;
        }
    }

    private int PieceOf(ref int index)
    {
        var piece = 0;
        for (var step = MostPieces; step > 0; step >>= 1)
        {
            if (piece + step <= MostPieces && _sums[piece + step] <= index)
            {
                piece += step;
                index -= _sums[piece];
            }
        }

        return piece;
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
        var time = line[^(Length + 1)..^1];
        return time.SequenceEqual(Latest) ? Latest : Latest = time.ToArray();
    }
}
