using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Server.Relay;

/// <summary>
/// What goes through the relay: at most so many bytes a second in all. As long as that is enough, a packet leaves as it came; else each
/// transfer has a bounded queue, and they take turns by bytes. What finds its queue full is dropped, as on any narrow link.
/// </summary>
/// <remarks>For one loop. Nothing is stored but what waits for its turn.</remarks>
/// <param name="scheduler">Of that loop.</param>
/// <param name="rate">Bytes a second.</param>
internal sealed class RelayTraffic(IScheduler scheduler, long rate) : IDisposable
{
    /// <summary>Bytes of all transfers that wait at most.</summary>
    public const int MostWaiting = 16 << 20;

    /// <summary>Bytes of one transfer that wait at most.</summary>
    public const int MostWaitingOfOne = 256 << 10;

    /// <summary>Bytes that a transfer may send before the next has its turn: the largest packet fits.</summary>
    private const int Quantum = 64 << 10;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(20);
    private readonly IStopwatch _clock = scheduler.StartStopwatch();
    private readonly Queue<RelayedTransfer> _turns = new();
    private readonly SerialDisposable _timer = new();
    private readonly double _mostAtOnce = Math.Max(Quantum, rate * Burst.TotalSeconds);
    private double _allowed = Math.Max(Quantum, rate * Burst.TotalSeconds);
    private TimeSpan _countedAt;
    private long _waiting;

    /// <summary>Bytes that wait.</summary>
    public long Waiting => _waiting;

    /// <summary>Sends a packet, or keeps it, or drops it.</summary>
    public void Pass(RelaySide to, ReadOnlySpan<byte> packet)
    {
        var transfer = to.Transfer;
        Refill();
        if (_turns.Count == 0 && _allowed >= packet.Length)
        {
            _allowed -= packet.Length;
            to.Exit?.Send(packet);
            return;
        }

        if (transfer.Waiting + packet.Length > MostWaitingOfOne || _waiting + packet.Length > MostWaiting)
        {
            return;
        }

        if (!transfer.HasMore)
        {
            _turns.Enqueue(transfer);
        }

        transfer.Keep(to, packet);
        _waiting += packet.Length;
        if (_turns.Count == 1 && transfer.Waiting == packet.Length)
        {
            Await();
        }
    }

    /// <summary>A transfer is over.</summary>
    public void End(RelayedTransfer transfer)
    {
        _waiting -= transfer.Waiting;
        transfer.End();
    }

    public void Dispose() => _timer.Dispose();

    private void Refill()
    {
        var now = _clock.Elapsed;
        _allowed = Math.Min(_mostAtOnce, _allowed + ((now - _countedAt).TotalSeconds * rate));
        _countedAt = now;
    }

    private void Await()
    {
        var missing = TimeSpan.FromSeconds(Math.Max(0, Quantum - _allowed) / rate);
        _timer.Start(
            scheduler,
            missing < ShortestPause ? ShortestPause : missing,
            this,
            static traffic => traffic.TakeTurns()
        );
    }

    private void TakeTurns()
    {
        Refill();
        while (_turns.TryPeek(out var transfer))
        {
            if (!transfer.HasMore)
            {
                _turns.Dequeue(); // It ended meanwhile.
                continue;
            }

            if (transfer.Deficit < transfer.Next)
            {
                transfer.Deficit += Quantum;
            }

            if (!SendTurn(transfer))
            {
                Await();
                break;
            }

            _turns.Dequeue();
            if (transfer.HasMore)
            {
                _turns.Enqueue(transfer);
            }
            else
            {
                transfer.Deficit = 0;
            }
        }
    }

    /// <returns>False when the rate is used up before the turn is over.</returns>
    private bool SendTurn(RelayedTransfer transfer)
    {
        while (transfer.HasMore && transfer.Deficit >= transfer.Next)
        {
            var length = transfer.Next;
            if (_allowed < length)
            {
                return false;
            }

            _allowed -= length;
            _waiting -= length;
            transfer.Deficit -= length;
            transfer.SendNext();
        }

        return true;
    }
}
