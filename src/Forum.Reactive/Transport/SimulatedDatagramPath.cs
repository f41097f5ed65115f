using System.Buffers;
using System.Net;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>One direction between two simulated hosts: a queue before a link of a given rate, then the delay.</summary>
internal sealed class SimulatedDatagramPath(
    SimulatedDatagramNetwork network,
    IScheduler scheduler,
    Random random,
    SimulatedLink link
)
{
    /// <summary>IPv4 and UDP headers, which count against rate and MTU.</summary>
    internal const int HeaderBytes = 28;

    private readonly IStopwatch _clock = scheduler.StartStopwatch();
    private long _linkFreeAt;

    public SimulatedLink Link { get; set; } = link;

    public long QueueDrops { get; private set; }

    public void Carry(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        if (payload.Length + HeaderBytes > Link.Mtu)
        {
            return;
        }

        var copies = Happens(Link.Repetition) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            if (!Happens(Link.Loss))
            {
                Enqueue(source, destination, payload);
            }
        }
    }

    private void Enqueue(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        var now = _clock.Elapsed.Ticks;
        var start = Math.Max(_linkFreeAt, now);
        if (Link.Rate > 0)
        {
            if ((start - now) * (double)Link.Rate / 8 / TimeSpan.TicksPerSecond > Link.QueueBytes)
            {
                QueueDrops++;
                return;
            }

            start += (long)((payload.Length + HeaderBytes) * 8.0 * TimeSpan.TicksPerSecond / Link.Rate);
            _linkFreeAt = start;
        }

        var due = start + Link.Delay.Ticks;
        if (Happens(Link.Reordering))
        {
            due += (long)(Link.Delay.Ticks * 0.5 * random.NextDouble()) + TimeSpan.TicksPerMillisecond;
        }

        Schedule(source, destination, Copy(payload), payload.Length, TimeSpan.FromTicks(due - now));
    }

    private byte[] Copy(ReadOnlySpan<byte> payload)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(buffer);
        if (payload.Length > 0 && Happens(Link.Damage))
        {
            buffer[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
        }

        return buffer;
    }

    private void Schedule(IPEndPoint source, IPEndPoint destination, byte[] buffer, int length, TimeSpan delay) =>
        scheduler.Schedule(
            (network, source, destination, buffer, length),
            delay,
            static (_, state) =>
            {
                state.network.Deliver(state.source, state.destination, state.buffer.AsMemory(0, state.length));
                ArrayPool<byte>.Shared.Return(state.buffer);
                return Disposable.Empty;
            }
        );

    private bool Happens(double probability) => probability > 0 && random.NextDouble() < probability;
}
