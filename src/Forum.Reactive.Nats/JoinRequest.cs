using System.Diagnostics.CodeAnalysis;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <summary>What a node says of itself when it wants to be a member.</summary>
/// <param name="Nonce">Random: by it the node knows its own request again.</param>
/// <param name="Name">Of the node.</param>
/// <param name="Format">The newest entries that it can read, and writes.</param>
/// <param name="Rules">The numbers in the rules that it goes by, in words.</param>
/// <param name="Credentials">A digest of who may log in.</param>
internal sealed record JoinRequest(long Nonce, string Name, int Format, string Rules, string Credentials)
{
    /// <summary>The format of this program: the version of the bytes, and the last kind of entry in it.</summary>
    public const int OwnFormat = (EntryCodec.Version << 8) | (int)ActKinds.LastDurable;

    /// <summary>The bytes of the request.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var writer = new StateWriter();
        Write(writer);
        return writer.Written;
    }

    /// <summary>Appends the bytes of the request.</summary>
    public void Write(StateWriter writer) =>
        writer.Fixed((ulong)Nonce).Text(Name).Number(Format).Text(Rules).Text(Credentials);

    /// <summary>Reads a request; false: it is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out JoinRequest? request)
    {
        using var reader = new StateReader([bytes]);
        try
        {
            request = Read(reader);
            return true;
        }
        catch (InvalidDataException)
        {
            request = null;
            return false;
        }
    }

    /// <summary>Reads what <see cref="Write()"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no request.</exception>
    public static JoinRequest Read(StateReader reader) =>
        new((long)reader.Fixed(), reader.Text(), reader.Number(int.MaxValue), reader.Text(), reader.Text());
}
