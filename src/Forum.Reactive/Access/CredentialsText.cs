using System.Buffers;
using System.Text;

namespace Forum.Reactive.Access;

/// <summary>Changes to the text of a credentials file that leave every other line as it is, byte for byte.</summary>
internal static class CredentialsText
{
    /// <summary>Puts <c>name secret</c> in the place of the line of that name, or behind the last line.</summary>
    public static byte[] With(ReadOnlySpan<byte> file, string name, string secret)
    {
        var line = Encoding.UTF8.GetBytes($"{name} {secret}");
        var text = new ArrayBufferWriter<byte>(file.Length + line.Length + 2);
        if (Find(file, name) is { } found)
        {
            text.Write(file[..found.Start.Value]);
            text.Write(line);
            text.Write(file[found.End.Value..]);
            return text.WrittenSpan.ToArray();
        }

        text.Write(file);
        if (!file.IsEmpty && file[^1] != '\n')
        {
            text.Write("\n"u8);
        }

        text.Write(line);
        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>Leaves out the line of a name; null if there is none.</summary>
    public static byte[]? Without(ReadOnlySpan<byte> file, string name)
    {
        if (Find(file, name) is not { } found)
        {
            return null;
        }

        var next = file[found.End.Value..].IndexOf((byte)'\n');
        return [.. file[..found.Start.Value], .. next < 0 ? [] : file[(found.End.Value + next + 1)..]];
    }

    /// <summary>The names whose passwords stand there as they are, with them.</summary>
    public static List<(string Name, byte[] Password)> Plain(ReadOnlySpan<byte> file)
    {
        List<(string, byte[])> plain = [];
        foreach (var range in file.Split((byte)'\n'))
        {
            var line = file[range].TrimEnd((byte)'\r');
            var space = line.IndexOf((byte)' ');
            if (space > 0 && !line[(space + 1)..].StartsWith(Encoding.UTF8.GetBytes(PasswordHash.Prefix)))
            {
                plain.Add((Encoding.UTF8.GetString(line[..space]), line[(space + 1)..].ToArray()));
            }
        }

        return plain;
    }

    /// <summary>Where the line of a name is, without its end.</summary>
    private static Range? Find(ReadOnlySpan<byte> file, string name)
    {
        var start = Encoding.UTF8.GetBytes(name + " ");
        foreach (var range in file.Split((byte)'\n'))
        {
            if (file[range].StartsWith(start))
            {
                return range.Start.Value..(range.Start.Value + file[range].TrimEnd((byte)'\r').Length);
            }
        }

        return null;
    }
}
