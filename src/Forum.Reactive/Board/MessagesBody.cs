using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The answer to RDM, a line a message, drawn from what was found as fast as it can be sent.</summary>
/// <param name="messages">What was found, for those who watch too; walked anew by each.</param>
internal sealed class MessagesBody(IEnumerable<(int Number, Message Message)> messages) : IAnswerBody
{
    private IEnumerator<(int Number, Message Message)>? _next;
    private int _count;

    /// <summary>The messages, for those who watch.</summary>
    public IEnumerable<(int Number, Message Message)> Messages => messages;

    public bool WriteLine(AnswerWriter writer)
    {
        _next ??= messages.GetEnumerator();
        if (_next.MoveNext())
        {
            _count++;
            Write(writer, _next.Current.Number, _next.Current.Message);
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
        writer.MessageLine(
            "215-#"u8,
            number,
            message.Time,
            message.User,
            message.IsEdited ? "; edited; "u8 : "; posted; "u8,
            message.Utf8,
            "\n"u8
        );
}
