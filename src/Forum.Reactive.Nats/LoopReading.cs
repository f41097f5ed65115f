using System.Collections.Concurrent;
using System.Reactive.Disposables;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Nats;

/// <summary>
/// Messages that a task reads, brought to the loop in their order: many at a time when many come, and no more than it can fold.
/// Completes when the task ends, however that comes.
/// </summary>
internal sealed class LoopReading(ILoop loop, Func<Func<StreamMessage, ValueTask>, CancellationToken, Task> read)
    : IObservable<StreamMessage>
{
    private const int MaxWaiting = 1024;

    /// <summary>Most that are folded at a time, so that others get their turn.</summary>
    private const int MaxATurn = 128;

    public IDisposable Subscribe(IObserver<StreamMessage> observer)
    {
        var run = new Run(loop, observer);
        run.Start(read);
        return Disposable.Create(run.End);
    }

#pragma warning disable CA1001 // The task may still wait on them when it is told to end; they hold nothing but memory.
    private sealed class Run(ILoop loop, IObserver<StreamMessage> observer)
#pragma warning restore CA1001
    {
        private readonly ConcurrentQueue<StreamMessage> _waiting = new();
        private readonly SemaphoreSlim _room = new(MaxWaiting);
        private readonly CancellationTokenSource _ended = new();
        private int _isPosted; // 1: the loop will look
        private bool _isOver; // On the loop

        public void Start(Func<Func<StreamMessage, ValueTask>, CancellationToken, Task> read) =>
            _ = Task.Run(async () =>
            {
                try
                {
                    await read(GiveAsync, _ended.Token).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // Whatever ended it, it is read again.
                catch (Exception)
#pragma warning restore CA1031
                { }

                loop.Post(Complete);
            });

        /// <summary>Nothing is told any more. On the loop.</summary>
        public void End()
        {
            _isOver = true;
            _ended.Cancel();
        }

        private async ValueTask GiveAsync(StreamMessage message)
        {
            await _room.WaitAsync(_ended.Token).ConfigureAwait(false);
            _waiting.Enqueue(message);
            Post();
        }

        private void Post()
        {
            if (Interlocked.Exchange(ref _isPosted, 1) == 0)
            {
                loop.Post(HandOut);
            }
        }

        private void HandOut()
        {
            Volatile.Write(ref _isPosted, 0);
            var count = 0;
            while (!_isOver && count < MaxATurn && _waiting.TryDequeue(out var message))
            {
                count++;
                observer.OnNext(message);
            }

            if (count > 0)
            {
                _room.Release(count);
            }

            if (!_isOver && !_waiting.IsEmpty)
            {
                Post();
            }
        }

        private void Complete()
        {
            if (_isOver)
            {
                return;
            }

            if (!_waiting.IsEmpty)
            {
                loop.Post(Complete);
                return;
            }

            _isOver = true;
            observer.OnCompleted();
        }
    }
}
