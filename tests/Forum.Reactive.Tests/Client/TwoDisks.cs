using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer.Bundles;

namespace Forum.Reactive.Tests.Client;

/// <summary>Two users of one <see cref="ForumWorld"/>, each with a folder of this machine: what yoda sends hans travels from disk to disk.</summary>
internal sealed class TwoDisks : IDisposable
{
    public TwoDisks()
    {
        Yoda = new Guest(World, "yoda", "comp9331", "10.0.0.2", new BundleStore(Source));
        Hans = new Guest(World, "hans", "comp9331*", "10.0.0.3", new BundleStore(Downloads));
    }

    /// <summary>Yoda's folder.</summary>
    public string Source { get; } = Directory.CreateTempSubdirectory("forum-source").FullName;

    /// <summary>Hans's folder.</summary>
    public string Downloads { get; } = Directory.CreateTempSubdirectory("forum-downloads").FullName;

    public ForumWorld World { get; } = new();

    public Guest Yoda { get; }

    public Guest Hans { get; }

    public void Dispose()
    {
        Yoda.Dispose();
        Hans.Dispose();
        World.Dispose();
        Directory.Delete(Source, recursive: true);
        Directory.Delete(Downloads, recursive: true);
    }
}
