using System.Buffers;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <summary>
/// Durable entries as bytes, and back: one version byte, then the entries one after the other. The same entries always have the
/// same bytes, and other bytes are refused; numbers are LEB128, times zigzag, texts have their length before them. Whatever a
/// version wrote, every later program reads.
/// </summary>
/// <remarks>Stateless, safe on any thread.</remarks>
public static class EntryCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 1;

    /// <summary>Most bytes in a text: no line of the protocol is longer.</summary>
    public const int MaxText = 8192;

    /// <summary>Most bytes of one entry, so that a buffer can be made ready for it.</summary>
    internal const int MaxEntry = MaxText + 1024;

    /// <summary>Appends the bytes of <paramref name="entries"/> to <paramref name="target"/>.</summary>
    /// <param name="entries">Durable entries.</param>
    /// <param name="target">Gets as many bytes as <see cref="Read"/> needs; nothing of an entry that is refused.</param>
    /// <exception cref="ArgumentException">An entry is local, or one of its texts is too long or no text.</exception>
    public static void Write(ReadOnlySpan<Entry> entries, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write([Version]);
        foreach (ref readonly var entry in entries)
        {
            WriteEntry(entry, target);
        }
    }

    /// <summary>Appends the entries in <paramref name="bytes"/> to <paramref name="target"/>.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes are not what <see cref="Write"/> made, or a newer program made them. <paramref name="target"/> may have got the
    /// entries before the place that is wrong.
    /// </exception>
    public static void Read(ReadOnlySpan<byte> bytes, ICollection<Entry> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var reader = new EntryReader(bytes);
        var version = reader.Byte();
        if (version != Version)
        {
            throw new InvalidDataException(
                $"Entries of version {version} cannot be read: this program knows version {Version}."
            );
        }

        while (!reader.IsAtEnd)
        {
            target.Add(ReadEntry(ref reader));
        }
    }

    /// <summary>Appends the bytes of one durable entry, without a version.</summary>
    internal static void WriteEntry(in Entry entry, IBufferWriter<byte> target)
    {
        var writer = new EntryWriter(target.GetSpan(MaxEntry));
        var act = entry.Act;
        if (!act.IsDurable)
        {
            throw new ArgumentException($"An act of the kind {act.Kind} is local: it has no bytes.", nameof(entry));
        }

        writer.Byte((byte)act.Kind);
        writer.Number(entry.Origin.Node);
        writer.Number(entry.Origin.Session);
        writer.Number(entry.Origin.Request);
        WriteAct(act, ref writer);
        target.Advance(writer.Length);
    }

    private static Entry ReadEntry(ref EntryReader reader)
    {
        var kind = (ActKind)reader.Byte();
        if (!kind.IsDurable())
        {
            throw new InvalidDataException(
                $"Entries of the kind {(byte)kind} cannot be read: this program knows 1 to {(byte)ActKinds.LastDurable}."
            );
        }

        var origin = new Origin(reader.Number(), reader.Number(), reader.Number());
        return new Entry(origin, ReadAct(kind, ref reader));
    }

    private static void WriteAct(in Act act, ref EntryWriter writer)
    {
        switch (act.Kind)
        {
            case ActKind.Rules:
                writer.Rules(act.Rules);
                break;
            case ActKind.NodeJoined or ActKind.NodeAlive or ActKind.NodeGone or ActKind.Lapse:
                writer.Number(act.Number);
                break;
            case ActKind.LogIn:
                writer.Attempt(act.Attempt);
                break;
            case ActKind.LogOut:
                writer.Number(act.Login);
                writer.Byte((byte)act.Reason);
                break;
            case ActKind.Post:
                writer.Number(act.Login);
                writer.Text(act.Text);
                break;
            case ActKind.PostAs:
                writer.String(act.Posting.User, UserName.MaxLength);
                writer.Text(act.Posting.Text);
                break;
            case ActKind.Edit:
                writer.NumberAndTime(act);
                writer.Text(act.Text);
                break;
            case ActKind.Delete:
                writer.NumberAndTime(act);
                break;
            case ActKind.Offer:
                writer.Number(act.Login);
                writer.Offer(act.Offered);
                break;
            case ActKind.Accept:
                writer.LoginAndNumber(act);
                writer.Acceptance(act.Acceptance);
                break;
            case ActKind.Decline or ActKind.Paths:
                writer.LoginAndNumber(act);
                writer.Text(act.Text);
                break;
            case ActKind.Port or ActKind.Cancel:
                writer.LoginAndNumber(act);
                break;
            case ActKind.Forget:
                writer.String(act.Name, UserName.MaxLength);
                break;
            case ActKind.Clock:
                writer.Clock(act.Clock);
                break;
        }
    }

    // Arguments are evaluated from left to right, which is the order of the bytes.
    private static Act ReadAct(ActKind kind, ref EntryReader reader) =>
        kind switch
        {
            ActKind.Rules => Act.SetRules(reader.Rules()),
            ActKind.NodeJoined => Act.NodeJoined(reader.Number()),
            ActKind.NodeAlive => Act.NodeAlive(reader.Number()),
            ActKind.NodeGone => Act.NodeGone(reader.Number()),
            ActKind.LogIn => Act.LogIn(reader.Attempt()),
            ActKind.LogOut => Act.LogOut(reader.Number(), (LogOutReason)reader.Choice((byte)LogOutReason.Removed)),
            ActKind.Port => Act.Port(reader.Number(), reader.Port()),
            ActKind.Post => Act.Post(reader.Number(), reader.Text()),
            ActKind.PostAs => Act.PostAs(new PostAsDetails(reader.String(UserName.MaxLength), reader.Text())),
            ActKind.Edit => Act.Edit(reader.Number(), reader.Number(), reader.Time(), reader.Text()),
            ActKind.Delete => Act.Delete(reader.Number(), reader.Number(), reader.Time()),
            ActKind.Offer => Act.Offer(reader.Number(), reader.Offer()),
            ActKind.Accept => Act.Accept(reader.Number(), reader.Number(), reader.Acceptance()),
            ActKind.Decline => Act.Decline(reader.Number(), reader.Number(), reader.Text()),
            ActKind.Cancel => Act.Cancel(reader.Number(), reader.Number()),
            ActKind.Paths => Act.Paths(reader.Number(), reader.Number(), reader.Text()),
            ActKind.Lapse => Act.Lapse(reader.Number()),
            ActKind.Forget => Act.Forget(reader.String(UserName.MaxLength)),
            _ => Act.ClockSet(reader.Clock()),
        };
}
