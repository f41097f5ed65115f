using System.Diagnostics;

namespace Forum.Reactive.Tests.World;

/// <summary>
/// Runs a test of this program in another process, with another culture, time zone and number of processors, and gets what it has to
/// say: the test calls <see cref="Tell"/> with what came of its <see cref="Seed"/>.
/// </summary>
internal static class AnotherProcess
{
    private const string SeedVariable = "FORUM_OTHER_SEED";
    private const string FileVariable = "FORUM_OTHER_FILE";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The seed that this process was started with; null: it is no other process.</summary>
    public static int? Seed =>
        Environment.GetEnvironmentVariable(SeedVariable) is { } seed
            ? int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    /// <summary>Tells the process that started this one; false if none did.</summary>
    public static bool Tell(string what)
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { } file)
        {
            return false;
        }

        File.WriteAllText(file, what);
        return true;
    }

    /// <param name="test">A test without parameters.</param>
    /// <param name="seed">Given to it.</param>
    /// <param name="language">Such as <c>th_TH</c>.</param>
    /// <param name="zone">Such as <c>Asia/Kathmandu</c>.</param>
    /// <param name="processors">How many it may use.</param>
    /// <param name="isInvariant">Whether it is as the programs are built, to whom every culture is the same.</param>
    public static string Run(
        Delegate test,
        int seed,
        string language,
        string zone,
        int processors,
        bool isInvariant = false
    )
    {
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                test.Method.DeclaringType!.Assembly.Location,
                "-method",
                $"{test.Method.DeclaringType.FullName}.{test.Method.Name}",
            },
            Environment =
            {
                [SeedVariable] = $"{seed}",
                [FileVariable] = file,
                ["TZ"] = zone,
                ["LANG"] = language + ".UTF-8",
                ["LC_ALL"] = language + ".UTF-8",
                ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = isInvariant ? "1" : "0",
                ["DOTNET_PROCESSOR_COUNT"] = $"{processors}",
            },
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(Patience), "It has not ended");
            Assert.True(process.ExitCode == 0, output.Result);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
