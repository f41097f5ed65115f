using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Peers;

/// <summary>This user's long-term key: made at the first start and kept in <c>identity.pem</c>, which only the user may read.</summary>
internal static class OwnKey
{
    private const int LargestFile = 64 * 1024;

    /// <summary>As <see cref="LoadOrMake"/>; where that is not possible there is none, and the reason.</summary>
    public static (LongTermKey? Key, string? Problem) TryLoadOrMake(string folder)
    {
        try
        {
            return (LoadOrMake(folder), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, error.Message.TrimEnd('.'));
        }
    }

    /// <summary>Reads the key, or makes it.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <exception cref="IOException">The file cannot be read or made, or is no key; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or not be made.</exception>
    public static LongTermKey LoadOrMake(string folder)
    {
        var path = Path.Combine(folder, "identity.pem");
        if (!File.Exists(path))
        {
            PrivateFolder.Make(folder);
            Make(path);
        }

        if (new FileInfo(path).Length > LargestFile)
        {
            throw new IOException($"{path} is no key: it is larger than {LargestFile} bytes");
        }

        try
        {
            return LongTermKey.Import(File.ReadAllText(path));
        }
        catch (FormatException error)
        {
            throw new IOException($"{path} is no key: {error.Message}", error);
        }
    }

    // Two programs that start together take the same key: the first one's.
    private static void Make(string path)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var key = LongTermKey.Create())
        using (var writer = new StreamWriter(temporary, PrivateFolder.Options(FileMode.Create)))
        {
            writer.Write(key.Export());
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}
