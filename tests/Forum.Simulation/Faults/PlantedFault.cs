using Forum.Reactive;
using Forum.Reactive.Log;
using Forum.Reactive.Testing;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transport;
using Forum.Simulation.Worlds;

namespace Forum.Simulation.Faults;

/// <summary>What can be wrong in a world, by intention: so that it is known that the checks find it.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Puts a world's parts together, with at most one of them broken.</summary>
internal sealed class PlantedFault(Fault fault, int seed)
{
    public Fault Fault => fault;

    public int Seed => seed;

    public ILog Log(SimulatedJournal journal, Action<LogBatch> see) => new TappedLog(journal.Open(), see);

    public INetwork ServerNetwork(INetwork network) => network;

    public Entropy Entropy(int seed) => Reactive.Entropy.FromSeed(seed);

    public IFileStore Files(IFileStore files) => files;
}
