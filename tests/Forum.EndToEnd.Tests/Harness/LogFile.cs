namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A text file that another program writes, read as a user would while it is written.</summary>
internal sealed class LogFile(string path)
{
    /// <summary>What is in the file now.</summary>
    public string Text()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>The lines of the file now.</summary>
    public string[] Lines() => Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Waits until the file has exactly these lines.</summary>
    public Task<string[]> Shows(params string[] lines) => Patience.Until(Lines, seen => seen.SequenceEqual(lines));

    /// <summary>Waits until the file has so many lines.</summary>
    public Task<string[]> ShowsCount(int count) => Patience.Until(Lines, seen => seen.Length == count);
}
