using System.Buffers;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary><c>messagelog.txt</c>: <c>1; 19 Feb 2021 21:39:04; yoda; do or do not, there is no try; no</c> (number; time; user;
/// message; edited).</summary>
/// <remarks>What would lie about the order of the letters stands there as an escape: see <see cref="VisibleText"/>.</remarks>
internal sealed class MessageLog(IMessageBoard board, AnswerWriter writer) : ITextFileContent<BoardSnapshot>
{
    private const int LinesAtATime = 1024;

    public BoardSnapshot Take() => board.Snapshot();

    public int CountOf(BoardSnapshot list) => list.Count;

    public bool OnlyGrew(BoardSnapshot before, BoardSnapshot now) => before.Rewrites == now.Rewrites;

    public int Write(BoardSnapshot list, int first, IBufferWriter<byte> lines)
    {
        writer.To(lines);
        var messages = list.From(first);
        var end = Math.Min(list.Count, first + LinesAtATime);
        while (messages.Number < end && messages.MoveNext())
        {
            var message = messages.Current;
            writer.MessageLine(
                ""u8,
                messages.Number,
                message.Time,
                message.User,
                "; "u8,
                VisibleText.Of(message.Utf8),
                message.IsEdited ? "; yes\n"u8 : "; no\n"u8
            );
        }

        return end;
    }
}
