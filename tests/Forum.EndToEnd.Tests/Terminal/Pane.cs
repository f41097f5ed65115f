using System.Globalization;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

/// <summary>A terminal: what a person sees of it, and what they can do to it.</summary>
/// <param name="tmux">Whose terminal it is.</param>
/// <param name="session">Its name there.</param>
/// <param name="exitCode">The file that tells, by a line, how the program in it ended.</param>
internal sealed class Pane(Tmux tmux, string session, string exitCode)
{
    /// <summary>The rows as they are now, without spaces at their ends; empty ones are left out.</summary>
    public string[] Screen => Rows(tmux.Run("capture-pane", "-p", "-t", session));

    /// <summary>The same with the escape sequences of its colours.</summary>
    public string Colours => tmux.Run("capture-pane", "-p", "-e", "-t", session);

    /// <summary>Everything that was ever on the screen, long lines as they were written.</summary>
    public string[] Everything => Rows(tmux.Run("capture-pane", "-p", "-S", "-", "-t", session));

    /// <summary>The cursor's column, from 0.</summary>
    public int CursorColumn => int.Parse(Display("#{cursor_x}"), CultureInfo.InvariantCulture);

    /// <summary>Types text as it is.</summary>
    public Pane Type(string text)
    {
        tmux.Run("send-keys", "-t", session, "-l", "--", text);
        return this;
    }

    /// <summary>Presses keys by tmux's names: Enter, Tab, Up, C-a.</summary>
    public Pane Press(params string[] keys)
    {
        tmux.Run(["send-keys", "-t", session, .. keys]);
        return this;
    }

    /// <summary>Types a line and enters it.</summary>
    public Pane Enter(string line) => Type(line).Press("Enter");

    /// <summary>Pastes, as a terminal does that tells so.</summary>
    public Pane Paste(string text)
    {
        tmux.Run("set-buffer", "-b", session, "--", text);
        tmux.Run("paste-buffer", "-p", "-b", session, "-t", session);
        return this;
    }

    /// <summary>Makes it wider or narrower.</summary>
    public Pane Resize(int columns, int rows = 24)
    {
        tmux.Run("resize-window", "-t", session, "-x", $"{columns}", "-y", $"{rows}");
        return this;
    }

    /// <summary>Waits until a row is on the screen.</summary>
    public Task<string[]> Shows(string row) => Shows(rows => rows.Contains(row));

    /// <summary>Waits until a row of the screen holds some text.</summary>
    public Task<string[]> ShowsPart(string text) =>
        Shows(rows => rows.Any(row => row.Contains(text, StringComparison.Ordinal)));

    /// <summary>Waits until the screen is as expected.</summary>
    public Task<string[]> Shows(Func<string[], bool> isAsExpected) => Patience.Until(() => Screen, isAsExpected);

    /// <summary>Waits until the last row is this one.</summary>
    public Task<string[]> ShowsLast(string row) => Shows(rows => rows.Length > 0 && rows[^1] == row);

    /// <summary>Logs in.</summary>
    public async Task<Pane> LogIn(string user)
    {
        await ShowsLast("Username:");
        Enter(user);
        await ShowsLast("Password:");
        Enter(TestServer.Passwords[user]);
        await ShowsLast($"{user}>");
        return this;
    }

    /// <summary>Waits until the program in it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ends()
    {
        var seen = await Patience.Until<string[]>(() => [ExitCode, .. Screen], rows => rows[0].EndsWith('\n'));
        return int.Parse(seen[0], CultureInfo.InvariantCulture);
    }

    private string ExitCode => File.Exists(exitCode) ? File.ReadAllText(exitCode) : "";

    private string Display(string format) => tmux.Run("display-message", "-p", "-t", session, format).Trim();

    private static string[] Rows(string captured) =>
        [.. captured.Split('\n').Select(row => row.TrimEnd()).Where(row => row.Length > 0)];
}
