using System.CommandLine;
using Forum.Reactive.Sqlite;

namespace Forum.ServerApp;

/// <summary>What the command line says of the journal.</summary>
internal static class JournalArguments
{
    public static readonly Option<string?> Journal = new("--journal")
    {
        Description = "Keeps the board in this file, over every restart; without it, it begins empty",
        HelpName = "FILE",
    };

    public static readonly Option<string> Fsync = new("--fsync")
    {
        Description = "With --journal. always: what was answered is on disk; os: with the operating system",
        HelpName = "always|os",
        DefaultValueFactory = _ => "always",
    };

    public static readonly Option<int> Keep = new("--journal-keep")
    {
        Description = "With --journal: how many days of history are kept behind the last snapshot, from 0 to 36500",
        HelpName = "DAYS",
        DefaultValueFactory = _ => 0,
    };

    public static readonly Option<int> Snapshot = new("--journal-snapshot")
    {
        Description = "With --journal: a snapshot of the board is due after so many MiB of entries, from 1 to 65536",
        HelpName = "MIB",
        DefaultValueFactory = _ => 64,
    };

    /// <summary>Says what is wrong; null: nothing.</summary>
    public static string? Check(ParseResult parsed)
    {
        if (parsed.GetValue(Fsync) is not ("always" or "os"))
        {
            return "Invalid --fsync: it is always or os.";
        }

        if (parsed.GetValue(Keep) is < 0 or > 36_500)
        {
            return "Invalid --journal-keep: it is an integer between 0 and 36500.";
        }

        if (parsed.GetValue(Snapshot) is < 1 or > 65_536)
        {
            return "Invalid --journal-snapshot: it is an integer between 1 and 65536.";
        }

        return parsed.GetValue(Journal) is "" ? "Invalid --journal: it is the name of a file." : null;
    }

    /// <summary>The options of the journal; null: none is kept.</summary>
    public static JournalOptions? Of(ParseResult parsed) =>
        parsed.GetValue(Journal) is { } file
            ? new JournalOptions
            {
                Path = file,
                Fsync = parsed.GetValue(Fsync) == "os" ? FsyncPolicy.Os : FsyncPolicy.Always,
                Keep = TimeSpan.FromDays(parsed.GetValue(Keep)),
                SnapshotBytes = parsed.GetValue(Snapshot) * 1024L * 1024L,
            }
            : null;
}
