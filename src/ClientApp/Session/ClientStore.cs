using System.Collections.Immutable;
using System.Text.Json;
using Forum.ClientApp.Editing;

namespace Forum.ClientApp.Session;

/// <summary>What outlasts a session. Nothing here may fail the client: what cannot be kept is not kept.</summary>
internal interface IClientStore
{
    /// <summary>Keeps a line in the history.</summary>
    void Keep(string line);

    /// <summary>Keeps how far a user has read.</summary>
    void Keep(string user, ReadingMark mark);
}

/// <summary>Files in a folder of the user's: <c>history</c>, a line each, and <c>read.json</c>, by server and user.</summary>
/// <param name="folder">The folder; it is made when something is first kept, for its owner alone. Null: nothing is kept.</param>
/// <param name="server">The server's address, under which reading marks are kept.</param>
internal sealed class ClientStore(string? folder, string server) : IClientStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LargestFile = 16 * 1024 * 1024;
    private readonly string _history = Path.Combine(folder ?? "", "history");
    private readonly string _marks = Path.Combine(folder ?? "", "read.json");

    /// <summary>Where the files are: <c>$XDG_STATE_HOME/forum</c>, or <c>~/.local/state/forum</c>; null where neither is said.</summary>
    public static string? UsualFolder(Func<string, string?> environment) =>
        Rooted(environment("XDG_STATE_HOME")) is { } state ? Path.Combine(state, "forum")
        : Rooted(environment("HOME")) is { } home ? Path.Combine(home, ".local", "state", "forum")
        : null;

    /// <summary>The history of earlier sessions; a file that has grown long is cut to what is kept.</summary>
    public History LoadHistory()
    {
        var history = History.Empty;
        Try(() =>
        {
            var lines = IsReadable(_history) ? File.ReadAllLines(_history) : [];
            history = History.Of(lines);
            if (lines.Length > 2 * History.Most)
            {
                Replace(_history, string.Concat(history.Lines.Select(line => line + "\n")));
            }
        });
        return history;
    }

    /// <summary>How far each user had read on this server.</summary>
    public IReadOnlyDictionary<string, ReadingMark> LoadMarks() =>
        (LoadAllMarks().GetValueOrDefault(server) ?? [])
            .Where(entry => entry.Value is { Time: not null, Seen.IsDefault: false })
            .ToDictionary();

    /// <inheritdoc/>
    public void Keep(string line) =>
        Try(() =>
        {
            if (folder is null)
            {
                return;
            }

            Directory.CreateDirectory(folder);
            using var file = new FileStream(_history, Options(FileMode.Append));
            file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        });

    /// <inheritdoc/>
    public void Keep(string user, ReadingMark mark) =>
        Try(() =>
        {
            if (folder is null)
            {
                return;
            }

            Directory.CreateDirectory(folder);
            var marks = LoadAllMarks();
            marks[server] = new Dictionary<string, ReadingMark>(LoadMarks()) { [user] = mark };
            Replace(_marks, JsonSerializer.Serialize(marks));
        });

    private Dictionary<string, Dictionary<string, ReadingMark>> LoadAllMarks()
    {
        var marks = new Dictionary<string, Dictionary<string, ReadingMark>>();
        Try(() =>
            marks =
                (
                    IsReadable(_marks)
                        ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, ReadingMark>>>(
                            File.ReadAllText(_marks)
                        )
                        : null
                ) ?? marks
        );
        return marks;
    }

    private static string? Rooted(string? path) => Path.IsPathRooted(path) ? path : null;

    private bool IsReadable(string path) =>
        folder is not null && new FileInfo(path) is { Exists: true, Length: <= LargestFile };

    private static void Replace(string path, string text)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, Options(FileMode.Create)))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static FileStreamOptions Options(FileMode mode) =>
        OperatingSystem.IsWindows()
            ? new FileStreamOptions { Mode = mode, Access = FileAccess.Write }
            : new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };

    private static bool IsOfStore(Exception error) =>
        error
            is IOException
                or UnauthorizedAccessException
                or JsonException
                or ArgumentException
                or NotSupportedException;

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsOfStore(error))
        {
            // The client works without a history.
        }
    }
}
