using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport.Tls;

/// <summary>A handshake on a connection, limited in time.</summary>
internal static class TlsHandshake
{
    /// <summary>How long the peer may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Runs when subscribed to: one connection, or the error why there is none; then what is below is disposed.</summary>
    /// <param name="connection">The connection below.</param>
    /// <param name="authenticate">Begins the handshake.</param>
    /// <param name="scheduler">Measures the time; the result is told on it.</param>
    /// <param name="workers">Does the work of the handshake; null: it is done where bytes come.</param>
    public static IObservable<IConnection> Run(
        IConnection connection,
        Func<TlsConnection, Task> authenticate,
        IScheduler scheduler,
        IScheduler? workers = null
    ) =>
        Observable.Create<IConnection>(observer =>
        {
            var tls = new TlsConnection(connection);
            var (isLate, isOver) = (false, false);
            var limit = new SingleAssignmentDisposable
            {
                Disposable = scheduler.Schedule(
                    Limit,
                    () =>
                    {
                        isLate = true;
                        tls.Dispose();
                    }
                ),
            };
            if (workers is null)
            {
                _ = RunAsync();
            }
            else
            {
                tls.HandshakeScheduler = workers;
                workers.Schedule(() => _ = RunAsync());
            }

            return Disposable.Create(() =>
            {
                limit.Dispose();
                if (!isOver)
                {
                    tls.Dispose(); // Nobody waits for it any more.
                }
            });

            async Task RunAsync()
            {
                Exception? error = null;
                try
                {
                    await authenticate(tls).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // Whatever a peer sends, it is the peer's handshake that failed.
                catch (Exception failed)
#pragma warning restore CA1031
                {
                    error = isLate ? new TimeoutException("the TLS handshake took too long", failed) : failed;
                }

                if (workers is null)
                {
                    Tell(error);
                }
                else
                {
                    scheduler.Schedule(() => Tell(error));
                }
            }

            void Tell(Exception? error)
            {
                tls.HandshakeScheduler = null;
                limit.Dispose();
                isOver = true;
                if (error is null)
                {
                    observer.OnNext(tls);
                    observer.OnCompleted();
                }
                else
                {
                    tls.Dispose();
                    observer.OnError(error);
                }
            }
        });
}
