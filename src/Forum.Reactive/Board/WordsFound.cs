using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>The answer to FND: the newest messages that hold all the words.</summary>
/// <param name="board">Where to look.</param>
/// <param name="words">In UTF-8, separated by spaces.</param>
internal sealed class WordsFound(BoardSnapshot board, byte[] words) : IAnswerBody
{
    /// <summary>Most messages in an answer.</summary>
    public const int Most = 100;

    private readonly string[] _words = Encoding.UTF8.GetString(words).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The messages with their numbers.</summary>
    public IEnumerable<(int Number, Message Message)> Messages
    {
        get
        {
            var found = 0;
            for (var number = board.Count; number > 0 && found < Most; number--)
            {
                var message = board[number - 1];
                if (Holds(message))
                {
                    found++;
                    yield return (number, message);
                }
            }
        }
    }

    public IAnswerLines Begin() => new FoundLines(Messages.GetEnumerator());

    private bool Holds(Message message)
    {
        var text = message.Text;
        return Array.TrueForAll(_words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private sealed class FoundLines(IEnumerator<(int Number, Message Message)> next) : IAnswerLines
    {
        private int _count;

        public bool WriteLine(AnswerWriter writer)
        {
            if (next.MoveNext())
            {
                _count++;
                (var number, var message) = next.Current;
                writer.MessageLine(
                    "216-#"u8,
                    number,
                    message.Time,
                    message.User,
                    message.IsEdited ? "; edited; "u8 : "; posted; "u8,
                    message.Utf8,
                    "\n"u8
                );
                return true;
            }

            if (_count == 0)
            {
                writer.Bytes("204 nothing found\n"u8);
            }
            else
            {
                writer.Bytes("216 "u8).Number(_count).Bytes(" messages\n"u8);
            }

            return false;
        }
    }
}
