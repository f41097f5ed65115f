using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Forum.Reactive.Transfer.Bundles;

/// <summary>A file in a bundle.</summary>
/// <param name="Path">Where it lies, with <c>/</c> between the names.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">When it was last written, in milliseconds since 1970 UTC.</param>
/// <param name="IsExecutable">Whether its owner may run it.</param>
internal sealed record BundleEntry(string Path, long Size, long ModifiedAt, bool IsExecutable);

/// <summary>
/// What a bundle begins with: a mark, the length of the list, and the list, a line a file. The contents follow in the order of the
/// list. The same files always make the same bundle, so that an interrupted one goes on.
/// </summary>
internal static class BundleManifest
{
    /// <summary>Most files in a bundle.</summary>
    public const int MostFiles = 100_000;

    /// <summary>Bytes before the list.</summary>
    public const int HeadBytes = 16;

    private const int MostBytes = 64 << 20;
    private const ulong Mark = 0x544F_4F4D_5041_434B; // TOOMPACK
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Head and list.</summary>
    public static byte[] Encode(IReadOnlyList<BundleEntry> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{entry.Size} {entry.ModifiedAt} {(entry.IsExecutable ? 'x' : '-')} {entry.Path}\n"
            );
        }

        var list = Strict.GetBytes(text.ToString());
        var bytes = new byte[HeadBytes + list.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Mark);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), list.Length);
        list.CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <summary>Length of the list by the head; null if it is none.</summary>
    public static int? ListBytes(ReadOnlySpan<byte> head) =>
        head.Length == HeadBytes
        && BinaryPrimitives.ReadUInt64BigEndian(head) == Mark
        && BinaryPrimitives.ReadInt64BigEndian(head[8..]) is >= 1 and <= MostBytes and var length
            ? (int)length
            : null;

    /// <summary>Reads a list, which comes from a stranger; null if a line, or what they make together, is not as it should be.</summary>
    /// <param name="list">The list.</param>
    /// <param name="contentBytes">Bytes that follow it: the sizes must make them.</param>
    public static IReadOnlyList<BundleEntry>? Decode(ReadOnlySpan<byte> list, long contentBytes)
    {
        string text;
        try
        {
            text = Strict.GetString(list);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var entries = new List<BundleEntry>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (entries.Count == MostFiles || DecodeLine(line.ToString()) is not { } entry || entry.Size > contentBytes)
            {
                return null;
            }

            contentBytes -= entry.Size;
            entries.Add(entry);
        }

        return contentBytes == 0 && entries.Count > 0 && HaveRoomForEachOther(entries) ? entries : null;
    }

    private static BundleEntry? DecodeLine(string line) =>
        line.Split(' ', 4) is [var size, var time, var mode, var path]
        && (mode is "x" or "-")
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
        && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var modified)
        && BundlePath.Problem(path) is null
            ? new BundleEntry(path, bytes, modified, mode == "x")
            : null;

    /// <summary>No path twice, and none that is a folder of another.</summary>
    private static bool HaveRoomForEachOther(List<BundleEntry> entries)
    {
        var files = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        return files.Count == entries.Count && !files.Any(path => FoldersOf(path).Any(files.Contains));
    }

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var at = path.IndexOf('/'); at >= 0; at = path.IndexOf('/', at + 1))
        {
            yield return path[..at];
        }
    }
}
