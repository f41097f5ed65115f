using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The answer to RDM: what was on the board when it was asked for, found while it is walked, as fast as it can be sent.</summary>
/// <param name="messages">Walked anew by each who looks.</param>
/// <param name="isOwn">Whether a program asked for itself.</param>
internal sealed class MessagesFound(IEnumerable<(int Number, Message Message)> messages, bool isOwn = false)
    : IAnswerBody
{
    /// <summary>Whether a program asked for itself: nobody is told.</summary>
    public bool IsOwn => isOwn;

    /// <summary>The messages with their numbers.</summary>
    public IEnumerable<(int Number, Message Message)> Messages => messages;

    public IAnswerLines Begin() => new Lines(messages.GetEnumerator());

    private sealed class Lines(IEnumerator<(int Number, Message Message)> next) : IAnswerLines
    {
        private int _count;

        public bool WriteLine(AnswerWriter writer)
        {
            if (next.MoveNext())
            {
                _count++;
                Write(writer, next.Current.Number, next.Current.Message);
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
}
