using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Board;

/// <summary>A message on the board. Immutable: an edit puts another one in its place.</summary>
public sealed class Message
{
    /// <summary>Most bytes of a text in UTF-8: what fits a request line behind <c>MSG</c>.</summary>
    public const int MaxBytes = LineFramer.MaxRequestLength - 4;

    internal Message(long id, string user, byte[] utf8, Timestamp time, bool edited)
    {
        Id = id;
        User = user;
        Utf8 = utf8;
        Time = time;
        IsEdited = edited;
    }

    /// <summary>Its key: counted from 1 in the order of posting, never used again. Not its number, which moves up when an earlier
    /// message is deleted: <see cref="IMessageBoard.NumberOf"/>.</summary>
    public long Id { get; }

    /// <summary>Who wrote it.</summary>
    public string User { get; }

    /// <summary>The text. Decoded at each call: the board keeps <see cref="Utf8Text"/>.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8);

    /// <summary>The text in UTF-8, as it came.</summary>
    public ReadOnlyMemory<byte> Utf8Text => Utf8;

    /// <summary>When it was posted or, once edited, edited last.</summary>
    public Timestamp Time { get; }

    /// <summary>Whether it was edited.</summary>
    public bool IsEdited { get; }

    internal byte[] Utf8 { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{User}: {Text}";

    internal Message Edited(byte[] text, Timestamp now) => new(Id, User, text, now, edited: true);
}
