namespace Forum.Reactive.Server;

/// <summary>An observer whose exceptions are nobody's misfortune but its own: they are told elsewhere.</summary>
internal sealed class Guarded<T>(IObserver<T> observer, IObserver<Exception> faults) : IObserver<T>
{
    public void OnNext(T value)
    {
        try
        {
            observer.OnNext(value);
        }
#pragma warning disable CA1031 // Whatever an embedder's subscriber throws, others are told what they await.
        catch (Exception error)
#pragma warning restore CA1031
        {
            faults.OnNext(error);
        }
    }

    public void OnCompleted() => observer.OnCompleted();

    public void OnError(Exception error) => observer.OnError(error);
}
