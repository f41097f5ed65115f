using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <content>What has to be done again and again: signs of life, sending again, and noticing that the brokers do not answer.</content>
public sealed partial class ReplicatedLog
{
    private static readonly TimeSpan KeepPace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SignPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendAgainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendAgainPace = TimeSpan.FromMilliseconds(100);

    private readonly SerialDisposable _keeping = new();
    private TimeSpan _saidAt; // When this node said anything last
    private TimeSpan _readAt; // When something came, or was asked for
    private TimeSpan _sentAgainAt;
    private string? _refusal; // What a broker said last

    private void Keep()
    {
        if (_stage < Stage.Failed)
        {
            KeepUp(_clock!.Elapsed);
            _keeping.Start(_loop!, KeepPace, this, static log => log.Keep());
        }
    }

    private void KeepUp(TimeSpan now)
    {
        if (now - _readAt >= StallLimit)
        {
            Read(); // Members give signs each second: whatever became of the reading, another one is better.
        }

        if (_stage == Stage.Joining && now - _askedAt >= SendAgainTime)
        {
            SendJoin();
        }
        else if (_stage == Stage.Serving)
        {
            KeepServing(now);
        }
    }

    private void KeepServing(TimeSpan now)
    {
        if (_outbox.Oldest is not { } oldest)
        {
            if (now - _saidAt >= SignPace)
            {
                Say(EnvelopeKind.Entries, []);
            }
        }
        else if (now - oldest.SentAt >= SendAgainTime && now - _sentAgainAt >= SendAgainTime)
        {
            SendAgain(now);
        }

        if (_outbox.Oldest is { } waits && now - waits.SentAt >= StallLimit && !_outbox.IsClosed)
        {
            Stall();
        }
    }

    /// <summary>Says something besides entries, if the node can say anything.</summary>
    private void Say(EnvelopeKind kind, ReadOnlySpan<byte> body)
    {
        if (_stage == Stage.Serving)
        {
            Send(_outbox.Say(kind, body, _clock!.Elapsed));
        }
    }

    private void Send(Slot slot)
    {
        _saidAt = slot.SentAt;
        _stream.Send(slot.Message);
    }

    private void SendAgain(TimeSpan now)
    {
        _sentAgainAt = now;
        foreach (var slot in _outbox.UnderWay)
        {
            _stream.Send(slot.Message);
        }
    }

    /// <summary>A message of this node came out of turn: one before it was lost, or it came twice.</summary>
    private void MissOne(long number)
    {
        var now = _clock!.Elapsed;
        if (_outbox.Oldest is { } oldest && number > oldest.Number && now - _sentAgainAt >= SendAgainPace)
        {
            SendAgain(now);
        }
    }

    private void Stall()
    {
        _outbox.IsClosed = true;
        _outbox.RefuseWaiting();
        FlushSoon();
        Tell(
            new LogStatus.Stalled(
                $"The log cannot be reached: {_refusal ?? $"no broker confirmed anything for {StallLimit.TotalSeconds} s"}."
            )
        );
    }

    /// <summary>Something of this node came out.</summary>
    private void Recover()
    {
        _refusal = null;
        if (_outbox.IsClosed && (_outbox.Oldest is null || _clock!.Elapsed - _outbox.Oldest.SentAt < StallLimit))
        {
            _outbox.IsClosed = false;
            Tell(new LogStatus.CaughtUp(_outbox.Node));
        }
    }
}
