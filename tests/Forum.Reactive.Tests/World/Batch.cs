namespace Forum.Reactive.Tests.World;

/// <summary>Runs rules as the fold does: within the edits of their caches.</summary>
internal static class Batch
{
    public static void Run(Action rules, params IBatchedCache[] caches) => new Step(rules, caches).Run();

    public static T Run<T>(Func<T> rules, params IBatchedCache[] caches)
    {
        var result = default(T);
        Run(
            () =>
            {
                result = rules();
            },
            caches
        );
        return result!;
    }

    private sealed class Step(Action rules, IBatchedCache[] caches) : IBatchStep
    {
        private int _next;

        public void Run()
        {
            if (_next < caches.Length)
            {
                caches[_next++].Edit(this);
            }
            else
            {
                rules();
            }
        }
    }
}
