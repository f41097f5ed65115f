using System.Text;
using Forum.Reactive.Forum;

namespace Forum.Reactive.Nats;

/// <summary>What a message of the stream is taken for.</summary>
internal enum Verdict : byte
{
    /// <summary>It is stored twice, or out of turn, or by nobody who is a member: it is passed over.</summary>
    PassedOver,

    /// <summary>It is the member's next one.</summary>
    Next,

    /// <summary>A node has become a member.</summary>
    Joined,

    /// <summary>It may not: a member that was heard of just now has its name.</summary>
    NameTaken,

    /// <summary>It may not: its incarnation was used before. It may ask again with another.</summary>
    IncarnationUsed,

    /// <summary>It may not: it goes by other rules than the members.</summary>
    OtherRules,

    /// <summary>It may not: it lets others log in than the members.</summary>
    OtherCredentials,

    /// <summary>It may not: it writes other entries than the members.</summary>
    OtherFormat,
}

/// <summary>
/// Who may put messages into the stream, and which one is next from each. A fold over the messages, the same on every node: what is not
/// the next of a member is passed over, and a member that is silent for too long, while others are heard, is one no more.
/// </summary>
internal sealed class Membership
{
    /// <summary>How long a member may be silent.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a member has to be silent before another node may take its name.</summary>
    public static readonly TimeSpan NameLimit = TimeSpan.FromSeconds(3);

    /// <summary>Most that counts as silence between two messages: when all are silent it is the brokers', and nobody is to blame.</summary>
    public static readonly TimeSpan MaxGap = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<long, Member> _members = [];
    private readonly List<long> _gone = [];
    private long _lastIncarnation;

    /// <summary>The last message that was taken.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its time: never going back.</summary>
    public DateTimeOffset Time { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The time in which somebody was heard.</summary>
    public TimeSpan Heard { get; private set; }

    /// <summary>Those who are members, by incarnation.</summary>
    public IReadOnlyDictionary<long, Member> Members => _members;

    /// <summary>Those who are members no more since the last message, and before it is carried out.</summary>
    public IReadOnlyList<long> Gone => _gone;

    /// <summary>An incarnation that nobody had.</summary>
    public long FreeIncarnation => _lastIncarnation + 1;

    /// <summary>Takes the next message.</summary>
    public Verdict Take(in StreamMessage message, in Envelope envelope)
    {
        _gone.Clear();
        Pass(message);
        if (envelope.Kind == EnvelopeKind.Join)
        {
            return Join(envelope);
        }

        if (!_members.TryGetValue(envelope.Node, out var member) || envelope.Number != member.LastNumber + 1)
        {
            return Verdict.PassedOver;
        }

        member.LastNumber = envelope.Number;
        member.HeardAt = Heard;
        if (envelope.Kind == EnvelopeKind.Leave)
        {
            Remove(envelope.Node);
        }
        else if (envelope.Kind == EnvelopeKind.Credentials)
        {
            member.Request = member.Request with { Credentials = Encoding.UTF8.GetString(envelope.Body.Span) };
            member.ChangedAt = Sequence;
        }

        return Verdict.Next;
    }

    /// <summary>Takes a message that is none of ours.</summary>
    public void Take(in StreamMessage message)
    {
        _gone.Clear();
        Pass(message);
    }

    /// <summary>The bytes of it.</summary>
    public byte[] Freeze()
    {
        var writer = new StateWriter();
        writer.Number(Sequence).Time(Time).Number(Heard.Ticks).Number(_lastIncarnation).Number(_members.Count);
        foreach (var (node, member) in _members)
        {
            writer.Number(node).Number(member.LastNumber).Number(member.HeardAt.Ticks).Number(member.ChangedAt);
            member.Request.Write(writer);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Takes over what <see cref="Freeze"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public void Restore(StateReader reader)
    {
        (Sequence, Time) = (reader.Number(), reader.Time());
        (Heard, _lastIncarnation) = (TimeSpan.FromTicks(reader.Number()), reader.Number());
        _members.Clear();
        for (var count = reader.Number(int.MaxValue); count > 0; count--)
        {
            (var node, var last, var heard, var changed) = (
                reader.Number(),
                reader.Number(),
                TimeSpan.FromTicks(reader.Number()),
                reader.Number()
            );
            _members.Add(
                node,
                new Member(JoinRequest.Read(reader))
                {
                    LastNumber = last,
                    HeardAt = heard,
                    ChangedAt = changed,
                }
            );
        }
    }

    /// <summary>Time passes, and with it the patience with those who are silent.</summary>
    private void Pass(in StreamMessage message)
    {
        Sequence = message.Sequence;
        if (message.Time > Time)
        {
            var gap = message.Time - Time;
            Heard += gap < MaxGap ? gap : MaxGap;
            Time = message.Time;
        }

        foreach (var (node, member) in _members)
        {
            if (Heard - member.HeardAt >= SilenceLimit)
            {
                _gone.Add(node);
            }
        }

        foreach (var node in _gone)
        {
            _members.Remove(node);
        }
    }

    private Verdict Join(in Envelope envelope)
    {
        if (!JoinRequest.TryRead(envelope.Body, out var request))
        {
            return Verdict.PassedOver;
        }

        if (_members.TryGetValue(envelope.Node, out var same) && same.Request.Nonce == request.Nonce)
        {
            return Verdict.PassedOver; // Stored twice.
        }

        if (envelope.Node <= _lastIncarnation || envelope.Number != 1)
        {
            return Verdict.IncarnationUsed; // A rival was faster.
        }

        var verdict = Judge(request);
        if (verdict == Verdict.Joined)
        {
            _lastIncarnation = envelope.Node;
            _members.Add(
                envelope.Node,
                new Member(request)
                {
                    LastNumber = 1,
                    HeardAt = Heard,
                    ChangedAt = Sequence,
                }
            );
        }

        return verdict;
    }

    private Verdict Judge(JoinRequest request)
    {
        var (namesake, holder) = _members.FirstOrDefault(member => member.Value.Request.Name == request.Name);
        if (holder is not null && Heard - holder.HeardAt < NameLimit)
        {
            return Verdict.NameTaken;
        }

        foreach (var (node, member) in _members.Where(member => member.Key != namesake))
        {
            if (member.Request.Format != request.Format)
            {
                return Verdict.OtherFormat;
            }

            if (member.Request.Rules != request.Rules)
            {
                return Verdict.OtherRules;
            }
        }

        if (LatestCredentials(namesake) is { } credentials && credentials != request.Credentials)
        {
            return Verdict.OtherCredentials;
        }

        if (holder is not null)
        {
            Remove(namesake);
        }

        return Verdict.Joined;
    }

    /// <summary>Credentials change while nodes run: the last one who said so knows best.</summary>
    private string? LatestCredentials(long except) =>
        _members
            .Where(member => member.Key != except)
            .OrderByDescending(member => member.Value.ChangedAt)
            .Select(member => member.Value.Request.Credentials)
            .FirstOrDefault();

    private void Remove(long node)
    {
        _members.Remove(node);
        _gone.Add(node);
    }
}

/// <summary>A node that may put messages into the stream.</summary>
internal sealed class Member(JoinRequest request)
{
    /// <summary>What it said of itself.</summary>
    public JoinRequest Request { get; set; } = request;

    /// <summary>The number of its last message.</summary>
    public long LastNumber { get; set; }

    /// <summary>When it was last heard, by <see cref="Membership.Heard"/>.</summary>
    public TimeSpan HeardAt { get; set; }

    /// <summary>The message by which it said last who may log in.</summary>
    public long ChangedAt { get; set; }
}
