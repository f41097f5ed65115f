using System.Reactive.Disposables;
using Forum.Reactive.Transport;
using NATS.Client.Core;

namespace Forum.Reactive.Nats;

/// <summary>A question to the brokers: asked at each subscription, answered on the loop.</summary>
internal sealed class LoopQuestion<T>(ILoop loop, Func<CancellationToken, Task<T>> ask) : IObservable<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public IDisposable Subscribe(IObserver<T> observer)
    {
        var cancel = new CancellationTokenSource();
        cancel.CancelAfter(Patience);
        var isOver = false; // On the loop
        _ = Task.Run(async () =>
        {
            Action tell;
            try
            {
                var answer = await ask(cancel.Token).ConfigureAwait(false);
                tell = () =>
                {
                    observer.OnNext(answer);
                    observer.OnCompleted();
                };
            }
#pragma warning disable CA1031 // Whoever waits must hear of it, whatever it is.
            catch (Exception error)
#pragma warning restore CA1031
            {
                tell = () => observer.OnError(Translate(error));
            }

            loop.Post(() =>
            {
                if (!isOver)
                {
                    isOver = true;
                    tell();
                }
            });
        });
        return Disposable.Create(() =>
        {
            isOver = true;
            cancel.Cancel();
        });
    }

    private static Exception Translate(Exception error) =>
        error switch
        {
            NatsServerException { IsAuthError: true } => new UnauthorizedAccessException(
                $"The brokers do not let this node in: {error.Message}",
                error
            ),
            NatsException or OperationCanceledException => new IOException(
                error.InnerException is { } inner ? $"{error.Message} ({inner.Message})" : error.Message,
                error
            ),
            _ => error,
        };
}
