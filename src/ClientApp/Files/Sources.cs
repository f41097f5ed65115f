using System.IO.Enumeration;

namespace Forum.ClientApp.Files;

/// <summary>
/// What a person means by the words after <c>UPD user</c>: one name, spaces and all, or several with quotes and wildcards, as a shell
/// has them.
/// </summary>
/// <param name="home">What <c>~/</c> stands for; null where there is no home.</param>
internal sealed class Sources(string? home)
{
    /// <summary>The paths that are meant, each once; what is not there is left to whoever opens it.</summary>
    /// <exception cref="IOException">A wildcard matches nothing, or a quote has no end.</exception>
    public IReadOnlyList<string> Find(string what)
    {
        var whole = Expand(what);
        if (Path.Exists(whole) || what.AsSpan().IndexOfAny("\"'*?") < 0)
        {
            return [whole];
        }

        return [.. Words.Split(what).SelectMany(Find).Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Find(Words.Word word)
    {
        var path = word.IsQuoted ? word.Text : Expand(word.Text);
        return word.IsQuoted || path.AsSpan().IndexOfAny("*?") < 0 || Path.Exists(path) ? [path] : Match(path);
    }

    private string Expand(string path) =>
        home is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? home + path[1..] : path;

    private static List<string> Match(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        var (folder, pattern) = (path[..slash], path[slash..]);
        if (folder.AsSpan().IndexOfAny("*?") >= 0)
        {
            throw new IOException($"{path}: only the last name can have a wildcard");
        }

        var names = Directory
            .EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder)
            .Select(found => Path.GetFileName(found))
            .Where(name => pattern.StartsWith('.') || !name.StartsWith('.'))
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            .Order(StringComparer.Ordinal)
            .Select(name => folder + name)
            .ToList();
        return names.Count > 0 ? names : throw new IOException($"nothing is called {path}");
    }
}
