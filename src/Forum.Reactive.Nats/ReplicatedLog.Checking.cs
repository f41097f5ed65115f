using System.Reactive;
using System.Reactive.Linq;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <content>State hashes, snapshots, and the end of what is behind them.</content>
public sealed partial class ReplicatedLog
{
    private (long Sequence, StateCheck Check)? _saved; // The last snapshot of this node: the messages before it may go

    private void CheckState()
    {
        var (isCheck, isSnapshot) = _checks.Advance(_position);
        if (!isCheck)
        {
            return;
        }

        var state = _machine!.Capture();
        var check = new StateCheck(_position, state.Hash);
        _checks.Own(check);
        Say(EnvelopeKind.Check, check.Write());
        if (isSnapshot && _stage == Stage.Serving && _membership.Members.Keys.First() == _outbox.Node)
        {
            Save(check, ClusterSnapshot.Write(_membership.Freeze(), state));
        }
    }

    private void Compare(in Envelope envelope)
    {
        _checks.Hear(envelope.Node, StateCheck.Read(envelope.Body.Span));
        if (_checks.Disagreement(_membership.Members.Keys) is > 0 and var position)
        {
            Fail(
                new InvalidOperationException(
                    $"At entry {position} this node came to another state than the other nodes: it stops serving. Start it again, from their snapshot."
                )
            );
        }
        else
        {
            PurgeIfAgreed();
        }
    }

    private void Save(StateCheck check, IEnumerable<ReadOnlyMemory<byte>> slices)
    {
        var sequence = _membership.Sequence;
        _work.Add(
            _stream
                .SaveSnapshot(sequence, slices)
                .Subscribe(
                    _ =>
                    {
                        _saved = (sequence, check);
                        PurgeIfAgreed();
                    },
                    _ => { } // The next one will do.
                )
        );
    }

    private void PurgeIfAgreed()
    {
        if (_saved is { } saved && _checks.IsAgreed(saved.Check, _membership.Members.Keys))
        {
            _saved = null;
            _work.Add(Purge(saved.Sequence).Subscribe(_ => { }, _ => { })); // The next one will do.
        }
    }

    private IObservable<Unit> Purge(long sequence) =>
        _stream
            .Purge(sequence + 1)
            .SelectMany(_ => _stream.ListSnapshots())
            .SelectMany(snapshots => snapshots.Where(snapshot => snapshot < sequence).ToObservable())
            .SelectMany(_stream.DeleteSnapshot);
}
