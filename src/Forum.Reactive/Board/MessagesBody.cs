using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The answer to RDM, a line a message, drawn from a snapshot as fast as it can be sent.</summary>
internal sealed class MessagesBody(BoardSnapshot snapshot, Timestamp since) : IAnswerBody
{
    private MessageQuery _query = snapshot.LaterThan(since);
    private int _count;

    /// <summary>The messages, for those who watch; walked anew at each call.</summary>
    public IEnumerable<(int Number, Message Message)> Messages
    {
        get
        {
            MessageQuery query = snapshot.LaterThan(since);
            while (query.MoveNext())
            {
                yield return (query.Number, query.Current);
            }
        }
    }

    public bool WriteLine(AnswerWriter writer)
    {
        if (_query.MoveNext())
        {
            _count++;
            Write(writer, _query.Number, _query.Current);
            return true;
        }

        if (_count == 0)
        {
            writer.Bytes("204 no new message\n"u8);
        }
        else
        {
            writer.Bytes("215 "u8).Number(_count).Bytes(" messages\n"u8);
        }

        return false;
    }

    private static void Write(AnswerWriter writer, int number, Message message) =>
        writer.Bytes("215-#"u8).Number(number).Bytes("; "u8).Time(message.Time).Bytes("; "u8).Text(message.User)
            .Bytes(message.IsEdited ? "; edited; "u8 : "; posted; "u8).Bytes(message.Utf8).Bytes("\n"u8);
}
