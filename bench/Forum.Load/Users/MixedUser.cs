using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>
/// What the users of a mixed load share. So that they know the numbers of their messages though others delete, the board
/// begins with a run of each user's messages that are edited only, followed by a run of each user's that are deleted only: the
/// first runs never move, and within the second ones each user aims at the middle of what is left of its own.
/// </summary>
internal sealed class MixedBoard(int users)
{
    /// <summary>Messages of each user that are edited.</summary>
    public const int Edited = 50;

    /// <summary>Messages of each user that may be deleted, and how many are left in the end, so that none is missed.</summary>
    public const int Deleted = 2000;
    public const int Rest = 200;

    private readonly int[] _left = [.. Enumerable.Repeat(Deleted, users)];

    public SeenTimes Times { get; } = new();

    /// <summary>How many whole seconds before the server's latest one RDM asks for.</summary>
    public int SecondsBack { get; init; }

    /// <summary>EDT and DLT that were carried out, and that were refused.</summary>
    public long Changed { get; set; }

    public long Refused { get; set; }

    /// <summary>Lines that RDM returned.</summary>
    public long Lines { get; set; }

    public void Delete(int user) => _left[user - 1]--;

    public int NumberOfEdited(int user, int index) => ((user - 1) * Edited) + index + 1;

    /// <summary>Where the message at <paramref name="index"/> of a user's second run stands now, or will very soon.</summary>
    public int NumberOfDeleted(int user, int index)
    {
        var before = _left.Length * Edited;
        foreach (var left in _left.AsSpan(0, user - 1))
        {
            before += left;
        }

        return before + index + 1;
    }

    /// <summary>The timestamp that RDM asks for.</summary>
    public byte[] Since()
    {
        if (SecondsBack == 0)
        {
            return Times.Latest;
        }

        const string Format = "dd MMM yyyy HH:mm:ss";
        var latest = DateTime.ParseExact(Encoding.ASCII.GetString(Times.Latest), Format, CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(latest.AddSeconds(-SecondsBack).ToString(Format, CultureInfo.InvariantCulture));
    }
}

/// <summary>80 % MSG, 10 % RDM of the last second, 5 % EDT and 5 % DLT of the user's own messages.</summary>
internal sealed class MixedUser(Poller poller, int port, int id, int depth, Window window, MixedBoard board)
    : ClosedLoopUser(poller, port, id, depth, window)
{
    private enum Kind
    {
        Post,
        PostToEdit,
        PostToDelete,
        Read,
        Edit,
        Delete,
    }

    private static readonly byte[] Text = Payload.Text(Payload.Length);

    private readonly Random _random = new(id);
    private readonly Queue<(Kind Kind, KnownMessage? Message)> _awaited = new();
    private readonly List<KnownMessage> _toEdit = [];
    private readonly List<KnownMessage> _toDelete = [];
    private readonly byte[] _number = new byte[20];

    /// <summary>Messages that this user has on the board before the mixed load begins.</summary>
    public int Wanted { get; set; }

    private int Prepared => _toEdit.Count + _toDelete.Count;

    public bool IsPrepared => Prepared == Wanted && IsQuiet;

    /// <summary>Whether the mixed load has begun.</summary>
    public bool IsMixed { get; set; }

    protected override void WriteRequest()
    {
        if (!IsMixed)
        {
            Prepare();
            return;
        }

        var dice = _random.Next(100);
        var edited = _random.Next(_toEdit.Count);
        if (dice < 10)
        {
            Write("RDM "u8);
            Write(board.Since());
            Write("\n"u8);
            _awaited.Enqueue((Kind.Read, null));
        }
        else if (dice < 15 && _toEdit[edited].Time is not null)
        {
            Edit(edited);
        }
        else if (dice is >= 15 and < 20 && _toDelete.Count > MixedBoard.Rest)
        {
            Delete(_toDelete.Count / 2);
        }
        else
        {
            Post(Kind.Post, null);
        }
    }

    protected override void OnAnswer(ReadOnlySpan<byte> line)
    {
        if (line[3] == '-')
        {
            board.Lines++;
            return;
        }

        (var kind, var message) = _awaited.Dequeue();
        var done = line.StartsWith("210 "u8);
        switch (kind)
        {
            case Kind.Edit or Kind.Delete:
                (board.Changed, board.Refused) = done
                    ? (board.Changed + 1, board.Refused)
                    : (board.Changed, board.Refused + 1);
                break;
            case Kind.Read:
                if (!line.StartsWith("215 "u8))
                {
                    Expect(line, "204 "u8);
                }

                break;
            default:
                Expect(line, "210 "u8);
                break;
        }

        if (done && message is not null)
        {
            message.Time = board.Times.EndOf(line);
        }
        else if (done)
        {
            board.Times.EndOf(line);
        }

        Answered();
    }

    private void Prepare()
    {
        var forEdits = _toEdit.Count < MixedBoard.Edited;
        var message = new KnownMessage();
        (forEdits ? _toEdit : _toDelete).Add(message);
        Post(forEdits ? Kind.PostToEdit : Kind.PostToDelete, message);
        if (Prepared == Wanted)
        {
            Stop();
        }
    }

    private void Post(Kind kind, KnownMessage? message)
    {
        Write("MSG "u8);
        Write(Text);
        Write("\n"u8);
        _awaited.Enqueue((kind, message));
    }

    private void Edit(int index)
    {
        var message = _toEdit[index];
        WriteStart("EDT #"u8, board.NumberOfEdited(Id, index), message.Time!);
        Write(" "u8);
        Write(Text);
        Write("\n"u8);
        message.Time = null;
        _awaited.Enqueue((Kind.Edit, message));
    }

    private void Delete(int index)
    {
        WriteStart("DLT #"u8, board.NumberOfDeleted(Id, index), _toDelete[index].Time!);
        Write("\n"u8);
        _toDelete.RemoveAt(index);
        board.Delete(Id);
        _awaited.Enqueue((Kind.Delete, null));
    }

    private void WriteStart(ReadOnlySpan<byte> verb, int number, byte[] time)
    {
        Write(verb);
        Utf8Formatter.TryFormat(number, _number, out var length);
        Write(_number.AsSpan(0, length));
        Write(" "u8);
        Write(time);
    }
}
