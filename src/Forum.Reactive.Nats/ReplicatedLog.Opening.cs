using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <content>From the start to where the stream ends: the newest snapshot, then the messages behind it.</content>
public sealed partial class ReplicatedLog
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadAgainTime = TimeSpan.FromMilliseconds(100);

    private StreamBounds _bounds; // When it was opened

    private void Open()
    {
        if (_stage != Stage.Opening)
        {
            return;
        }

        _asking.Disposable = _stream
            .Open(_loop!)
            .SelectMany(bounds => _stream.ListSnapshots().Select(snapshots => (bounds, snapshots)))
            .Subscribe(found => Restore(found.bounds, found.snapshots), AskAgain);
    }

    private void AskAgain(Exception error)
    {
        if (error is not (IOException or TimeoutException))
        {
            Fail(error);
            return;
        }

        Tell(new LogStatus.Stalled($"The brokers cannot be reached: {error.Message}"));
        _loop!.Schedule(RetryTime, Open);
    }

    private void Restore(StreamBounds bounds, IReadOnlyList<long> snapshots)
    {
        _bounds = bounds;
        Tell(new LogStatus.Replaying(0, bounds.Last));
        long[] usable = [.. snapshots.Where(snapshot => snapshot >= bounds.First - 1 && snapshot <= bounds.Last)];
        if (usable.Length > 0)
        {
            _asking.Disposable = _stream.LoadSnapshot(usable[^1]).Subscribe(Restore, AskAgain);
        }
        else if (bounds.First > 1)
        {
            Fail(
                new InvalidOperationException(
                    $"The stream begins with message {bounds.First}, and there is no snapshot of what was before."
                )
            );
        }
        else
        {
            Begin();
        }
    }

    private void Restore(IReadOnlyList<ReadOnlyMemory<byte>> slices)
    {
        try
        {
            var snapshot = ClusterSnapshot.Read(slices, _membership);
            _position = snapshot.Position;
            _machine!.Restore(snapshot);
            _checks.Begin(_position);
        }
        catch (InvalidDataException error)
        {
            Fail(error);
            return;
        }

        Begin();
    }

    private void Begin()
    {
        _stage = Stage.Replaying;
        _work.Add(_stream.Refusals.Subscribe(reason => _refusal = reason));
        Read();
        Keep();
        CheckCaughtUp();
    }

    /// <summary>Reads on from where it is; again and again, whatever interrupts it.</summary>
    private void Read()
    {
        if (_stage >= Stage.Failed)
        {
            return;
        }

        _readAt = _clock!.Elapsed;
        _reading.Disposable = _stream.Read(_membership.Sequence).Subscribe(Take, _ => ReadAgain(), ReadAgain);
    }

    private void ReadAgain() => _loop!.Schedule(ReadAgainTime, Read);

    private void Take(StreamMessage message)
    {
        _readAt = _clock!.Elapsed;
        if (_stage >= Stage.Failed || message.Sequence <= _membership.Sequence)
        {
            return;
        }

        if (message.Sequence != _membership.Sequence + 1)
        {
            Fail(
                new InvalidOperationException(
                    $"This node is at message {_membership.Sequence}, and the brokers keep only what comes behind {message.Sequence - 1}. Start it again."
                )
            );
            return;
        }

        try
        {
            CarryOut(message);
        }
        catch (InvalidDataException error)
        {
            Fail(error);
        }

        CompleteDrains();
        ThrowOn();
        CheckCaughtUp();
    }

    private void CarryOut(in StreamMessage message)
    {
        if (!Envelope.TryRead(message.Bytes, out var envelope))
        {
            _membership.Take(message);
            DeliverGone();
            return;
        }

        var verdict = _membership.Take(message, envelope);
        DeliverGone();
        if (envelope.Kind == EnvelopeKind.Join)
        {
            SettleJoin(envelope, verdict);
        }
        else if (verdict == Verdict.Next)
        {
            Deliver(envelope);
        }
        else if (envelope.Node == _outbox.Node)
        {
            MissOne(envelope.Number);
        }
    }

    private void Deliver(in Envelope envelope)
    {
        if (envelope.Node == _outbox.Node)
        {
            if (_outbox.Arrive(envelope.Number) is { } slot)
            {
                Deliver(slot);
                Recover();
                FlushSoon();
            }
        }
        else if (envelope.Kind == EnvelopeKind.Entries && !envelope.Body.IsEmpty)
        {
            DeliverForeign(envelope.Body.Span);
        }

        CheckState();
        if (envelope.Kind == EnvelopeKind.Check)
        {
            Compare(envelope);
        }
    }

    private void DeliverForeign(ReadOnlySpan<byte> body)
    {
        _decoded.Clear();
        EntryCodec.Read(body, _decoded);
        if (_decoded.Count > _entries.Length)
        {
            _entries = new Entry[_decoded.Count * 2];
        }

        _decoded.CopyTo(_entries);
        for (var start = 0; start < _decoded.Count; start += MemoryLog.MaxBatch)
        {
            var length = Math.Min(MemoryLog.MaxBatch, _decoded.Count - start);
            Deliver(_entries.AsMemory(start, length), LogFate.Ordered);
        }
    }

    private void CheckCaughtUp()
    {
        if (_stage == Stage.Replaying)
        {
            if (_membership.Sequence >= _bounds.Last)
            {
                _stage = Stage.Joining;
                AskToJoin();
            }
            else if (_membership.Sequence % 1024 == 0)
            {
                Tell(new LogStatus.Replaying(_membership.Sequence, _bounds.Last));
            }
        }
    }
}
