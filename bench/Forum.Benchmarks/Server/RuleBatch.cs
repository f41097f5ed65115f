using Forum.Reactive;

namespace Forum.Benchmarks.Server;

/// <summary>Runs rules as the fold does: within the edit of a cache.</summary>
internal sealed class RuleBatch(IBatchedCache cache, Action rules) : IBatchStep
{
    public void Run() => rules();

    public void Fold() => cache.Edit(this);
}
