using Forum.Reactive.Log;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Sqlite;

/// <summary>
/// Brings a machine to where the journal ends: the newest snapshot, then the batches behind it. They are read and checked on the
/// writer's thread while the loop folds those before; a few pieces wait at most.
/// </summary>
internal sealed class Replay(JournalReader reader, ILoop loop, IStateMachine machine, Action<LogStatus> tell)
    : IDisposable
{
    private const int EntriesInPiece = 2048;
    private const int PiecesWaiting = 4;

    private readonly LogBatch _batch = new(); // On the loop
    private readonly SemaphoreSlim _room = new(PiecesWaiting);
    private Exception? _failed; // Written on the loop before it makes room
    private volatile bool _stopped;

    /// <summary>The last position.</summary>
    public long Position { get; private set; }

    /// <summary>The time of the last batch.</summary>
    public DateTimeOffset Time { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The link of the last batch.</summary>
    public long Chain { get; private set; }

    /// <summary>Bytes of entries behind the snapshot.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads all, and returns when the loop has folded it.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public void Run()
    {
        reader.RequireStructure(withIndexes: false);
        _ = reader.BeginOfHistory();
        var snapshot = reader.SnapshotAt(long.MaxValue);
        var last = reader.LastPosition();
        if (snapshot is { } row)
        {
            (Position, Time, Chain) = (row.Position, JournalTime.To(row.Time), row.Chain);
            Hand(() => machine.Restore(new StateSnapshot(Position, Time, (ulong)row.Hash, reader.Slices(row))));
            AwaitAll(); // The slices are read on the loop.
        }

        List<StoredBatch> piece = [];
        var entries = 0;
        foreach (var batch in reader.Batches(snapshot))
        {
            piece.Add(batch);
            entries += batch.Entries.Length;
            Bytes += batch.Bytes;
            (Position, Time, Chain) = (batch.Position + batch.Entries.Length - 1, batch.Time, batch.Chain);
            if (entries >= EntriesInPiece)
            {
                HandOver(piece, last);
                (piece, entries) = ([], 0);
            }
        }

        HandOver(piece, last);
        AwaitAll();
    }

    /// <summary>Ends the wait of <see cref="Run"/>. On the loop.</summary>
    public void Stop()
    {
        _stopped = true;
        _room.Release(PiecesWaiting);
    }

    public void Dispose() => _room.Dispose();

    private void HandOver(List<StoredBatch> piece, long last)
    {
        if (piece.Count > 0)
        {
            var position = Position;
            Hand(() => Fold(piece, new LogStatus.Replaying(position, last)));
        }
    }

    private void Fold(List<StoredBatch> piece, LogStatus status)
    {
        foreach (var batch in piece)
        {
            _batch.Set(batch.Entries, batch.Position, batch.Time, isReplay: true);
            machine.OnNext(_batch);
        }

        tell(status);
    }

    private void Hand(Action act)
    {
        _room.Wait();
        ThrowIfOver();
        loop.Post(() =>
        {
            try
            {
                if (_failed is null && !_stopped)
                {
                    act();
                }
            }
#pragma warning disable CA1031 // Whatever it is, the reader must hear of it: the state would be a wrong one.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _failed = error;
            }

            _room.Release();
        });
    }

    private void AwaitAll()
    {
        for (var piece = 0; piece < PiecesWaiting; piece++)
        {
            _room.Wait();
        }

        ThrowIfOver();
        _room.Release(PiecesWaiting);
    }

    private void ThrowIfOver()
    {
        if (_stopped)
        {
            throw new OperationCanceledException("The journal was closed while it was read.");
        }

        if (_failed is { } failed)
        {
            throw failed as JournalException
                ?? new JournalException($"The journal cannot be replayed: {failed.Message}", failed);
        }
    }
}
