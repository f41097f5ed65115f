using System.Buffers;

namespace Forum.Reactive.Protocol;

/// <summary>Events in, lines that begin with <c>* </c> out.</summary>
internal static class EventWriter
{
    /// <summary>Writes <paramref name="what"/> to <paramref name="target"/>.</summary>
    public static void WriteEvent(this AnswerWriter writer, ForumEvent what, IBufferWriter<byte> target) =>
        writer.To(target).WriteEvent(what);

    /// <summary>Writes <paramref name="what"/> where the writer writes.</summary>
    public static void WriteEvent(this AnswerWriter writer, ForumEvent what)
    {
        switch (what)
        {
            case FileOffered e:
                writer
                    .Bytes("* OFFER "u8)
                    .Number(e.OfferId)
                    .Bytes(" "u8)
                    .Text(e.User)
                    .Bytes(" "u8)
                    .Text(e.Address)
                    .Bytes(" "u8)
                    .Number(e.Size)
                    .Bytes(" "u8)
                    .Text(e.Sha256)
                    .Bytes(" "u8)
                    .Text(e.PublicKey)
                    .Bytes(" "u8)
                    .Text(e.FileName);
                break;
            case OfferAccepted e:
                writer
                    .Bytes("* ACCEPTED "u8)
                    .Number(e.OfferId)
                    .Bytes(" "u8)
                    .Text(e.Address)
                    .Bytes(" "u8)
                    .Number(e.UdpPort)
                    .Bytes(" "u8)
                    .Text(e.PublicKey);
                break;
            case OfferDeclined e:
                writer.Bytes("* DECLINED "u8).Number(e.OfferId).Bytes(" "u8).Text(e.Reason);
                break;
            case OfferCancelled e:
                writer.Bytes("* CANCELLED "u8).Number(e.OfferId);
                break;
            case OfferPaths e:
                writer.Bytes("* PATHS "u8).Number(e.OfferId).Bytes(" "u8).Text(e.Addresses);
                break;
            case UserJoined e:
                writer.Bytes("* JOINED "u8).Text(e.User);
                break;
            case UserLeft e:
                writer.Bytes("* LEFT "u8).Text(e.User);
                break;
            case EventsLagged e:
                writer.Bytes("* LAGGED "u8).Number(e.Count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "This event is not sent by this server.");
        }

        writer.Bytes("\n"u8);
    }

    /// <summary>Writes that a message was posted or edited.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="word"><c>* POSTED #</c> or <c>* EDITED #</c>.</param>
    /// <param name="number">The message's number.</param>
    /// <param name="time">When.</param>
    /// <param name="user">By whom.</param>
    /// <param name="text">The text, in UTF-8.</param>
    public static void WriteMessage(
        this AnswerWriter writer,
        ReadOnlySpan<byte> word,
        long number,
        Timestamp time,
        string user,
        ReadOnlySpan<byte> text
    ) => writer.MessageLine(word, number, time, user, "; "u8, text, "\n"u8);

    /// <summary>Writes that a message was deleted.</summary>
    public static void WriteDeleted(this AnswerWriter writer, long number, Timestamp time, string user) =>
        writer.Bytes("* DELETED #"u8).Number(number).Bytes("; "u8).Time(time).Bytes("; "u8).Text(user).Bytes("\n"u8);
}
