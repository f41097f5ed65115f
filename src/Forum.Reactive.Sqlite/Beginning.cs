using Forum.Reactive.Log;
using Forum.Reactive.Transport;
using Microsoft.Data.Sqlite;

namespace Forum.Reactive.Sqlite;

/// <summary>What the writer's thread does first: it replays, and makes ready for what is to be written.</summary>
/// <param name="options">Of the journal.</param>
/// <param name="files">Made ready.</param>
/// <param name="compaction">Hears of the snapshots that are there.</param>
/// <param name="replay">What is replayed.</param>
/// <param name="loop">Where it is told how that went.</param>
/// <param name="caughtUp">Called when all is folded.</param>
/// <param name="tell">Told when that cannot be.</param>
internal sealed class Beginning(
    JournalOptions options,
    OpenFiles files,
    Compaction compaction,
    Replay replay,
    ILoop loop,
    Action caughtUp,
    Action<LogStatus> tell
)
{
    public void Run()
    {
        try
        {
            replay.Run();
            files.Store.Chain = replay.Chain;
            foreach (var row in new JournalReader(files.Connection, options.Path).Snapshots())
            {
                compaction.Found(row);
            }

            WriteAheadRoom.Make(options.Path, options.WriteAheadRoom);
            loop.Post(caughtUp);
        }
        catch (OperationCanceledException)
        {
            // Closed meanwhile.
        }
#pragma warning disable CA1031 // Whatever it is, nothing can be served, and whoever waits must hear of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var told = error is SqliteException cause ? JournalFile.Explain(options.Path, cause) : error;
            loop.Post(() => tell(new LogStatus.Failed(told)));
        }
    }
}
