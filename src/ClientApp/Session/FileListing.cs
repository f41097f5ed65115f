namespace Forum.ClientApp.Session;

/// <summary>Names of files for completion.</summary>
internal static class FileListing
{
    private const int Most = 200;

    /// <summary>Files and folders whose path begins so; hidden ones only when asked for. What cannot be read is empty.</summary>
    public static Happening Beginning(string beginning)
    {
        var slash = beginning.LastIndexOf('/') + 1;
        var folder = beginning[..slash];
        var start = beginning[slash..];
        return new FilesListed(beginning, List(folder, start));
    }

    private static List<string> List(string folder, string start)
    {
        try
        {
            var entries = new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos(
                $"{Literal(start)}*"
            );
            return
            [
                .. entries
                    .Where(entry => start.StartsWith('.') || !entry.Name.StartsWith('.'))
                    .Where(entry =>
                        entry.Name.StartsWith(start, StringComparison.Ordinal) && !entry.Name.Any(char.IsControl)
                    )
                    .Select(entry => folder + entry.Name + (entry is DirectoryInfo ? "/" : ""))
                    .Take(Most)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    // What would be a wildcard matches too much here, and the exact comparison above decides.
    private static string Literal(string start) => start.Replace('*', '?');
}
