using System.Reactive.Linq;
using Forum.Reactive;
using Forum.Reactive.Access;
using Forum.Reactive.Log;
using Forum.Reactive.Testing;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transport;
using Forum.Simulation.Worlds;

namespace Forum.Simulation.Faults;

/// <summary>Puts a world's parts together, with at most one of them broken.</summary>
internal sealed class PlantedFault(Fault fault, int seed)
{
    private readonly Chance _chance = new(seed, "fault");

    /// <summary>The server's log: what is wrong beneath the checker is the log's fault, what is above is the forum's.</summary>
    public ILog Log(SimulatedJournal journal, Action<LogBatch> see)
    {
        journal.Forgets = fault == Fault.AnswerBeforeJournal ? 1 : 0;
        var log = journal.Open();
        var below = fault == Fault.RefusedAndDone ? new FaultyLog(log, RefuseWhatIsDone) : log;
        return new FaultyLog(new TappedLog(below, see), Above, fault == Fault.LogOutLost ? IsKept : null);
    }

    public INetwork ServerNetwork(INetwork network) =>
        fault is Fault.LostWakeUp or Fault.LeakOnReset or Fault.SentTwice
            ? new FaultyNetwork(network, fault, _chance)
            : network;

    public IAuthenticator Authenticator(IAuthenticator authenticator) =>
        fault == Fault.AnyPasswordDoes ? new FaultyAuthenticator(authenticator, _chance) : authenticator;

    public Entropy Entropy(int seed) => Reactive.Entropy.FromSeed(fault == Fault.KeysUsedTwice ? 1 : seed);

    public IFileStore Files(IFileStore files) => fault == Fault.FileBeforeFlush ? new FaultyFileStore(files) : files;

    private IStateMachine Above(IStateMachine machine) =>
        fault switch
        {
            Fault.FoldedTwice => new FaultyMachine(machine, (batch, fold) => FoldTwice(batch, fold)),
            Fault.CutTooShort => new FaultyMachine(machine, (batch, fold) => CutShort(batch, fold)),
            Fault.NumberSkipped => new FaultyMachine(machine, SkipNumber),
            Fault.BlockEndedByAttempt => new FaultyMachine(machine, new BlockEnding().Fold),
            Fault.LapseByLocalClock => new FaultyMachine(machine, DecideByLocalClock),
            Fault.SnapshotTooOld => new FaultyMachine(machine, static (batch, fold) => fold(batch))
            {
                CapturesOld = true,
            },
            _ => machine,
        };

    private IStateMachine RefuseWhatIsDone(IStateMachine machine) =>
        new FaultyMachine(
            machine,
            (batch, fold) =>
            {
                var refuses = batch is { IsReplay: false, Fate: LogFate.Ordered } && Has(batch, ActKind.Post);
                var fate = refuses && _chance.Happens(0.05) ? LogFate.Unavailable : batch.Fate;
                fold(FaultyMachine.Batch([.. batch.Entries], batch, batch.Time, fate));
            }
        );

    private bool IsKept(Entry entry) =>
        entry.Act.Kind != ActKind.LogOut || entry.Origin.Session != 0 || _chance.Happens(0.7);

    private void FoldTwice(LogBatch batch, Action<LogBatch> fold)
    {
        Entry[] entries = [.. batch.Entries];
        var time = batch.Time;
        fold(batch);
        var last = Array.FindLast(entries, entry => entry.Act.Kind == ActKind.Post);
        if (last.Act.Kind == ActKind.Post && _chance.Happens(0.05))
        {
            fold(FaultyMachine.Batch([new Entry(default, last.Act)], batch, time));
        }
    }

    private void CutShort(LogBatch batch, Action<LogBatch> fold) =>
        fold(
            batch.Entries.Length > 1 && _chance.Happens(0.1)
                ? FaultyMachine.Batch([.. batch.Entries[..^1]], batch, batch.Time)
                : batch
        );

    private static void SkipNumber(LogBatch batch, Action<LogBatch> fold)
    {
        var time = batch.Time;
        var hasDeletion = Has(batch, ActKind.Delete);
        fold(batch);
        if (hasDeletion)
        {
            fold(
                FaultyMachine.Batch(
                    [new Entry(default, Act.PostAs(new PostAsDetails("nobody", [(byte)' '])))],
                    batch,
                    time
                )
            );
        }
    }

    private static void DecideByLocalClock(LogBatch batch, Action<LogBatch> fold) =>
        fold(
            Has(batch, ActKind.Accept)
                ? FaultyMachine.Batch([.. batch.Entries], batch, batch.Time + TimeSpan.FromSeconds(60))
                : batch
        );

    private static bool Has(LogBatch batch, ActKind kind)
    {
        foreach (ref readonly var entry in batch.Entries)
        {
            if (entry.Act.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }
}
