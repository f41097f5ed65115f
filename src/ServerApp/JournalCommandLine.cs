using System.CommandLine;
using System.Globalization;
using Forum.Reactive.Sqlite;

namespace Forum.ServerApp;

/// <summary>The tools for journals: <c>ServerApp journal check|dump|restore|backup|export FILE ...</c></summary>
internal static class JournalCommandLine
{
    private static readonly Argument<string> Journal = new("FILE") { Description = "The journal" };
    private static readonly Argument<string> Target = new("TO") { Description = "The new file; nothing may be there" };
    private static readonly Option<bool> Json = new("--json") { Description = "Write JSON" };

    private static readonly Option<long?> Position = new("--position")
    {
        Description = "The last entry that the new journal gets",
        HelpName = "N",
    };

    private static readonly Option<string?> At = new("--at")
    {
        Description = "The board as it was then: ISO 8601, in UTC unless it has an offset (2021-02-23T16:01:20)",
        HelpName = "TIME",
    };

    /// <summary>Runs a tool.</summary>
    /// <returns>The exit code: 0 done, 1 the journal is damaged or cannot be used, 2 a wrong command line.</returns>
    public static int Run(string[] args)
    {
        var command = new RootCommand("Tools for the journal of a forum. A server may go on writing to it meanwhile.")
        {
            Tool("check", "Checks all checksums, replays all, and says what it holds", [Journal], Check),
            Tool("dump", "Prints its entries, one a line (--json: JSON Lines)", [Journal, Json], Dump),
            Tool("restore", "Writes a new journal as of --at or --position", [Journal, Target, At, Position], Restore),
            Tool("backup", "Copies it into a new file, and checks the copy", [Journal, Target], Backup),
            Tool("export", "Prints the board as CSV (--json: JSON)", [Journal, Json], Export),
        };
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));
            Console.Error.WriteLine("ServerApp journal --help lists the tools.");
            return 2;
        }

        return parsed.Invoke();
    }

    private static Command Tool(string name, string description, Symbol[] symbols, Action<ParseResult> act)
    {
        var command = new Command(name, description);
        foreach (var argument in symbols.OfType<Argument>())
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in symbols.OfType<Option>())
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Guarded(() => act(parsed)));
        return command;
    }

    private static int Guarded(Action act)
    {
        try
        {
            act();
            Console.Out.Flush();
            return 0;
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static void Check(ParseResult parsed) => Print(JournalTools.Check(parsed.GetValue(Journal)!));

    private static void Dump(ParseResult parsed) =>
        WriteTo(target => JournalTools.Dump(parsed.GetValue(Journal)!, target, parsed.GetValue(Json)));

    private static void Export(ParseResult parsed) =>
        WriteTo(target => JournalTools.Export(parsed.GetValue(Journal)!, target, parsed.GetValue(Json)));

    private static void Backup(ParseResult parsed) =>
        Print(JournalTools.Backup(parsed.GetValue(Journal)!, parsed.GetValue(Target)!));

    private static void Restore(ParseResult parsed)
    {
        var time = parsed.GetValue(At) is { } text ? TimeOf(text) : (DateTimeOffset?)null;
        var last = JournalTools.Restore(
            parsed.GetValue(Journal)!,
            parsed.GetValue(Target)!,
            parsed.GetValue(Position),
            time
        );
        Console.WriteLine($"{parsed.GetValue(Target)} has the entries up to {last}.");
    }

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"Invalid --at: {text}. It is a time like 2021-02-23T16:01:20 (UTC).");

    private static void Print(JournalReport report) =>
        Console.WriteLine(
            $"All is right: entries {report.FirstPosition} to {report.LastPosition} in {report.Batches} batches, "
                + $"{report.Snapshots} snapshots, {report.Messages} messages on the board."
        );

    // Many lines: not one write each.
    private static void WriteTo(Action<TextWriter> write)
    {
        using var target = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
        write(target);
    }
}
