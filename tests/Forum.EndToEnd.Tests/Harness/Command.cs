using System.Diagnostics;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A tool that is run to its end.</summary>
internal static class Command
{
    // A build on a machine that has much else to do.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Runs it, and fails with all that it printed where it fails.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> Succeeds(string folder, params string[] command)
    {
        var (exitCode, output) = await Run(folder, command);
        Assert.True(exitCode == 0, $"{string.Join(' ', command)}\n{output}");
        return output;
    }

    /// <summary>Runs it.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> Run(string folder, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing that a build starts stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Limit);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
