using System.Diagnostics.CodeAnalysis;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats;

/// <content>How the node becomes a member, and what happens when it is one no more.</content>
public sealed partial class ReplicatedLog
{
    /// <summary>How long the node waits for another one to let go of its name.</summary>
    private static readonly TimeSpan NamePatience = TimeSpan.FromSeconds(8);

    private string _credentials;
    private JoinRequest? _request; // Under way
    private byte[] _joinMessage = [];
    private TimeSpan _askedAt;
    private TimeSpan _askedFirst;

    /// <summary>Tells the others that the node lets others log in from now on. On any thread.</summary>
    public void Announce(string credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        _loop?.Post(() =>
        {
            if (_credentials != credentials)
            {
                _credentials = credentials;
                Say(EnvelopeKind.Credentials, System.Text.Encoding.UTF8.GetBytes(credentials));
            }
        });
    }

    private void AskToJoin()
    {
        _request = new JoinRequest(
            _options.Entropy.NextInt64(),
            _options.Node,
            JoinRequest.OwnFormat,
            _options.Rules,
            _credentials
        );
        _askedFirst = _clock!.Elapsed;
        AskWithFreeIncarnation();
    }

    private void AskWithFreeIncarnation()
    {
        _joinMessage = Envelope.Write(
            EnvelopeKind.Join,
            _membership.FreeIncarnation,
            number: 1,
            _request!.Write().Span
        );
        SendJoin();
    }

    private void SendJoin()
    {
        _askedAt = _clock!.Elapsed;
        _stream.Send(_joinMessage);
    }

    private void SettleJoin(in Envelope envelope, Verdict verdict)
    {
        if (!IsOwn(envelope, out var request))
        {
            return;
        }

        switch (verdict)
        {
            case Verdict.Joined:
                _request = null;
                _outbox.Open(envelope.Node);
                _stage = Stage.Serving;
                DeliverNow();
                Tell(new LogStatus.CaughtUp(envelope.Node));
                break;
            case Verdict.IncarnationUsed when envelope.Node < _membership.FreeIncarnation:
                AskWithFreeIncarnation();
                break;
            case Verdict.NameTaken when _clock!.Elapsed - _askedFirst < NamePatience:
                break; // It is asked again soon: the other one may be gone by then.
            case Verdict.NameTaken or Verdict.OtherRules or Verdict.OtherCredentials or Verdict.OtherFormat:
                Fail(new InvalidOperationException(Explain(verdict, request)));
                break;
        }
    }

    private bool IsOwn(in Envelope envelope, [NotNullWhen(true)] out JoinRequest? request)
    {
        request = null;
        return _request is not null
            && JoinRequest.TryRead(envelope.Body, out request)
            && request.Nonce == _request.Nonce;
    }

    private string Explain(Verdict verdict, JoinRequest request)
    {
        var other = _membership.Members.Values.FirstOrDefault(member => member.Request.Name != request.Name)?.Request;
        return verdict switch
        {
            Verdict.NameTaken =>
                $"Another server is the node {request.Name} of this forum. Give this one another --node.",
            Verdict.OtherRules =>
                $"The other nodes of this forum go by other rules: {other?.Name} by {other?.Rules}, this one by {request.Rules}.",
            Verdict.OtherCredentials =>
                "The other nodes of this forum let other users log in: all nodes need the same credentials file.",
            _ =>
                $"The other nodes of this forum write entries of format {other?.Format}, this program {request.Format}: stop all nodes, then start all with the same program.",
        };
    }

    /// <summary>Who is a member no more is gone for the forum too: an entry that each node puts in the same place.</summary>
    private void DeliverGone()
    {
        foreach (var node in _membership.Gone)
        {
            Deliver(new[] { new Entry(default, Act.NodeGone(node)) }, LogFate.Ordered);
        }

        if (_stage == Stage.Serving && !_membership.Members.ContainsKey(_outbox.Node))
        {
            BeExcluded();
        }
    }

    /// <summary>The others took this node for gone: what it has under way never comes out, and it begins anew.</summary>
    private void BeExcluded()
    {
        _outbox.RefuseAll();
        _stage = Stage.Joining;
        var successor = _membership.Members.Values.Any(member => member.Request.Name == _options.Node);
        DeliverNow();
        if (successor)
        {
            Fail(new InvalidOperationException($"Another server has become the node {_options.Node} of this forum."));
            return;
        }

        Tell(
            new LogStatus.Excluded(
                $"Nothing was heard of this node for {Membership.SilenceLimit.TotalSeconds} s, so the others took it for gone. Its users have to log in again."
            )
        );
        AskToJoin();
    }
}
