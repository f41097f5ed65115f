using System.Diagnostics;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests.Terminal;

/// <summary>A terminal multiplexer of this test's own: terminals that can be typed into and looked at.</summary>
internal sealed class Tmux : IDisposable
{
    private static readonly Lazy<bool> IsInstalled = new(Install);

    private readonly string _name = $"forum-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private int _panes;

    /// <summary>A folder for all that the programs in the terminals keep.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>Opens a terminal in which the client program runs.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="columns">Its width.</param>
    /// <param name="variables">Variables of the environment, as <c>NAME=value</c>, beyond the usual ones.</param>
    /// <param name="options">Options of the client.</param>
    public Pane OpenClient(int port, int columns = 80, string[]? variables = null, params string[] options) =>
        Open(columns, variables, [Host, ClientProgram, "127.0.0.1", $"{port}", "0", .. options]);

    /// <summary>Opens a terminal in which a program runs; when it ends, its last screen stays.</summary>
    public Pane Open(int columns, string[]? variables, params string[] command)
    {
        Assert.True(IsInstalled.Value, "tmux could not be installed: run install-tools and see why.");
        var session = $"pane{_panes++}";
        var exitCode = Folder.File($"{session}.exit");
        Run([
            "new-session",
            "-d",
            "-s",
            session,
            "-x",
            $"{columns}",
            "-y",
            "24",
            "-c",
            Folder.FullName,
            "env",
            "LC_ALL=C.UTF-8",
            $"XDG_STATE_HOME={Folder.FullName}",
            "PS1=$ ",
            .. variables ?? [],
            // Now and then tmux does not notice that a program has ended, and so cannot be asked for its exit code.
            "sh",
            "-c",
            "file=$1; shift; \"$@\"; echo $? > \"$file\"",
            "sh",
            exitCode,
            .. command,
        ]);
        return new Pane(this, session, exitCode);
    }

    /// <summary>Runs a command of tmux.</summary>
    /// <returns>What it printed.</returns>
    public string Run(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("tmux", [.. Preamble, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"tmux {string.Join(' ', arguments)}: {errors}");
    }

    /// <summary>The words that start the client by hand.</summary>
    public static string ClientCommand(int port) => $"{Host} {ClientProgram} 127.0.0.1 {port} 0";

    public void Dispose()
    {
        if (_panes > 0)
        {
            Run("kill-server");
        }

        Folder.Dispose();
    }

    /// <summary>What runs the programs.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string ClientProgram => Path.Combine(AppContext.BaseDirectory, "ClientApp.dll");

    private static bool Install()
    {
        using var process = Process.Start(Path.Combine(AppContext.BaseDirectory, "install-tools"));
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    // The first command starts the server, which has to know all of this before the first terminal opens.
    private string[] Preamble =>
        [
            "-u",
            "-L",
            _name,
            "-f",
            "/dev/null",
            "set-option",
            "-g",
            "remain-on-exit",
            "on",
            ";",
            "set-option",
            "-g",
            "default-terminal",
            "screen-256color",
            ";",
        ];
}
