using System.Net;
using System.Reactive.Concurrency;
using System.Text;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Paths;
using Forum.Reactive.Transfer.Ranges;
using Forum.Reactive.Transfer.Recovery;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>One file on its way, seen from one side: what both sides have in common, above all how it ends.</summary>
internal abstract partial class FileTransfer : IPacketContent, IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Unusual = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);
    private readonly Action<FileTransfer> _over;
    private readonly long _startedAt;
    private readonly RateMeter _meter = new();
    private CloseReason _closeReason;
    private string _closeText = string.Empty;
    private bool _isOver;

    protected FileTransfer(
        TransferContext context,
        TransferInfo info,
        Agreement agreement,
        IPEndPoint? remote,
        IPAddress? outer,
        Action<FileTransfer> over
    )
    {
        (Context, Info, _agreement, _over) = (context, info, agreement, over);
        var keys = agreement.Keys;
        var sends = info.Direction == TransferDirection.Sending;
        var (tag, sendTag, own, theirs) = sends
            ? (keys.TagToSender, keys.TagToReceiver, keys.FromSender, keys.FromReceiver)
            : (keys.TagToReceiver, keys.TagToSender, keys.FromReceiver, keys.FromSender);
        Tag = tag;
        Channel = new PacketChannel(
            context.Channel,
            this,
            remote is null
                ? null
                : new DirectRoute(context.Channel.Socket, remote, RouteKinds.Of(remote.Address, outer)),
            sendTag,
            own,
            theirs
        );
        Paths = new PathFinder(
            context.Channel,
            Channel,
            new ProbeProtection(sendTag, own, theirs),
            chooses: sends,
            outer
        );
        keys.Dispose();
        _startedAt = context.Channel.Now;
        Watch();
    }

    public TransferInfo Info { get; }

    /// <summary>What datagrams for this side begin with.</summary>
    public uint Tag { get; }

    /// <summary>Whether it has ended; what is left is to say goodbye.</summary>
    public bool HasEnded { get; private set; }

    public virtual bool HasData => false;

    public bool KeepsAlive => !HasEnded;

    public virtual byte Plan => 0;

    public virtual long ReceiveLimit => 0;

    /// <summary>Whether the file is getting its name: nobody's wish stops that, and the end is what becomes of it.</summary>
    protected virtual bool IsCommitted => false;

    /// <summary>The ways to the other side.</summary>
    public PathFinder Paths { get; }

    /// <summary>Whether the other side, which speaks several times a second, has not been heard for a while.</summary>
    private bool IsWaiting => Channel.HasPeer && Now - Channel.LastHeardAt >= Unusual.Ticks;

    /// <summary>By which way the file travels.</summary>
    private TransferWay Way =>
        Channel is { Route: { } route, HeardAt: >= 0 }
            ? route.Kind switch
            {
                RouteKind.Direct => TransferWay.Direct,
                RouteKind.Relayed => TransferWay.Relayed,
                _ => TransferWay.Local,
            }
            : TransferWay.Unknown;

    protected TransferContext Context { get; }

    protected PacketChannel Channel { get; }

    protected long Now => Context.Channel.Now;

    protected TimeSpan Age => TimeSpan.FromTicks(Now - _startedAt);

    /// <summary>Bytes of the file that the receiver has.</summary>
    protected abstract long Arrived { get; }

    public void OnDatagram(in Datagram datagram, Route? via = null) => Channel.OnDatagram(datagram, via);

    public void AfterBatch() => Channel.AfterBatch();

    /// <summary>How far it is. A receiver, whose packets ask for no answer, has the round trip measured for the next time.</summary>
    public TransferProgress Progress()
    {
        if (Info.Direction == TransferDirection.Receiving && Channel.HasPeer)
        {
            Channel.Request(ControlFrames.Ping);
        }

        var rate = _meter.Update(Arrived, Now);
        var left = Info.Size - Arrived;
        TimeSpan? time =
            rate > 0 && left / rate < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(left / rate) : null;
        return new TransferProgress(Info, Arrived, rate, Channel.RoundTrip, Loss, time)
        {
            Way = Way,
            IsWaiting = IsWaiting,
        };
    }

    /// <summary>Share of the way's packets that were lost, 0 to 1.</summary>
    protected abstract double Loss { get; }

    /// <summary>Gives up on this side's wish.</summary>
    public void Cancel() => End(new TransferCancelled(Info, ByPeer: false), CloseReason.Cancelled, string.Empty);

    /// <summary>
    /// The server says that the other side gave up, or that its session has ended. What that side says itself, as long as it is there,
    /// counts for more.
    /// </summary>
    public void CancelledByPeer()
    {
        if (Paths.IsOn)
        {
            UnlessStillThere(() => End(new TransferCancelled(Info, ByPeer: true), CloseReason.Cancelled, string.Empty));
        }
        else
        {
            End(new TransferCancelled(Info, ByPeer: true), CloseReason.Cancelled, string.Empty);
        }
    }

    /// <summary>
    /// The server says that the other side takes no more part. What that side has said itself may still be on its way, and says
    /// more: it is given a moment.
    /// </summary>
    public void DeclinedByPeer(string reason) =>
        UnlessStillThere(() => Fail(TransferFailure.PeerStopped, CloseReason.Cancelled, Printable(reason)));

    /// <summary>Says goodbye once, without waiting for an answer, and lets go of everything.</summary>
    public void Stop()
    {
        if (!HasEnded)
        {
            Fail(TransferFailure.PeerStopped, CloseReason.Stopped, "This program ended");
        }

        Leave();
    }

    public abstract Range64 TakeData(int most);

    public abstract bool ReadData(long offset, Span<byte> target);

    public abstract bool OnData(long offset, ReadOnlySpan<byte> data);

    public virtual void OnAcknowledged(in SentPacket packet)
    {
        if (HasEnded && (packet.Control & (ControlFrames.Close | ControlFrames.Finished)) != ControlFrames.None)
        {
            Context.Channel.Scheduler.Schedule(Leave);
        }
    }

    public abstract void OnLost(in SentPacket packet);

    public virtual void OnLimit(long limit) { }

    public virtual void WriteControl(ref FrameWriter writer, ControlFrames frame)
    {
        switch (frame)
        {
            case ControlFrames.Close:
                writer.Close(_closeReason, Encoding.UTF8.GetBytes(_closeText));
                break;
            case ControlFrames.Introduction:
                writer.Introduction(_agreement.Introducing.Introduction);
                break;
            case ControlFrames.Reveal:
                writer.Reveal(_agreement.Introducing.Revealed);
                break;
        }
    }

    public bool OnControl(scoped in Frame frame)
    {
        if (frame.Type != FrameType.Close)
        {
            return HasEnded
                || (
                    frame.Type is FrameType.Introduction or FrameType.Reveal
                        ? OnIntroduction(frame)
                        : OnOwnControl(frame)
                );
        }

        if (!HasEnded)
        {
            OnClosed((CloseReason)frame.Code, Encoding.UTF8.GetString(frame.Payload));
        }

        return true;
    }

    public void OnSilence()
    {
        if (HasEnded)
        {
            Leave();
        }
        else
        {
            Fail(
                TransferFailure.Silence,
                CloseReason.Stopped,
                $"Nothing has been heard from {Info.Peer} for {Unheard}"
            );
        }
    }

    public void OnProtocolError()
    {
        if (!HasEnded)
        {
            Fail(TransferFailure.Protocol, CloseReason.ProtocolError, $"{Info.Peer} does not speak this protocol");
        }
    }

    /// <summary>What the peer sent made this side throw.</summary>
    public void OnFault(Exception error)
    {
        if (!HasEnded)
        {
            Fail(TransferFailure.Protocol, CloseReason.ProtocolError, "This side failed", error);
        }
    }

    public void Dispose()
    {
        _isOver = true;
        Paths.Dispose();
        Channel.Dispose();
        _agreement.Dispose();
        ReleaseFiles();
    }

    private string Unheard =>
        Channel.Silence >= TimeSpan.TicksPerMinute
            ? $"{TimeSpan.FromTicks(Channel.Silence).TotalMinutes:0} min"
            : $"{TimeSpan.FromTicks(Channel.Silence).TotalSeconds:0} s";

    /// <summary>A session may end and the file go on: whoever speaks in the moment after the news has not left.</summary>
    private void UnlessStillThere(Action end) =>
        Context.Channel.Scheduler.Schedule(
            Paths.IsOn ? LastWords * 2 : LastWords,
            () =>
            {
                if (!Paths.IsOn || Now - Channel.LastHeardAt >= LastWords.Ticks)
                {
                    end();
                }
            }
        );

    protected abstract bool OnOwnControl(scoped in Frame frame);

    /// <summary>Closes files and keeps what another attempt can use. Called once, at the end.</summary>
    protected abstract void ReleaseFiles();

    protected void Fail(TransferFailure failure, CloseReason reason, string text) =>
        End(new TransferFailed(Info, failure, text), reason, text);

    /// <summary>As above; what the system said, which may name folders of this machine, is for this side's user only.</summary>
    protected void Fail(TransferFailure failure, CloseReason reason, string text, Exception error) =>
        End(new TransferFailed(Info, failure, $"{text}: {FileTrouble.Reason(error)}"), reason, text);

    /// <summary>
    /// Ends well: tells the user, lets go of the files, and lingers so that the other side learns of it. The receiver, who
    /// knows first, stays until that is acknowledged or the sender must have given up; the sender only answers.
    /// </summary>
    protected void Complete(TransferCompleted completed)
    {
        if (Conclude(completed))
        {
            Linger(Info.Direction == TransferDirection.Receiving ? Patience : Farewell);
        }
    }

    /// <summary>Leaves the stage now: all has been said and heard.</summary>
    protected void Leave()
    {
        if (_isOver)
        {
            return;
        }

        _over(this);
        Dispose();
    }

    private void End(TransferEvent ending, CloseReason reason, string text)
    {
        if (!Conclude(ending))
        {
            return;
        }

        (_closeReason, _closeText) = (reason, text);
        if (ending is TransferFailed { Failure: TransferFailure.Silence } && !Channel.HasPeer)
        {
            Leave();
            return;
        }

        // A receiver may have to wait for the first packet to know where its reason is to go.
        Channel.Request(ControlFrames.Close);
        Linger(Channel.HasPeer ? Farewell : Patience);
    }

    private bool Conclude(TransferEvent ending)
    {
        if (HasEnded || (IsCommitted && ending is not TransferCompleted))
        {
            return false;
        }

        HasEnded = true;
        ReleaseFiles();
        Context.Happened(ending);
        return true;
    }

    private void OnClosed(CloseReason reason, string text)
    {
        if (reason == CloseReason.Cancelled)
        {
            Conclude(new TransferCancelled(Info, ByPeer: true));
        }
        else
        {
            var said = Printable(text);
            Conclude(new TransferFailed(Info, FailureOf(reason), said.Length > 0 ? said : reason.ToString()));
        }

        Linger(Farewell);
    }

    private void Linger(TimeSpan time) => Context.Channel.Scheduler.Schedule(time, Leave);

    private static TransferFailure FailureOf(CloseReason reason) =>
        reason switch
        {
            CloseReason.SourceChanged => TransferFailure.SourceChanged,
            CloseReason.CannotRead => TransferFailure.CannotRead,
            CloseReason.CannotWrite => TransferFailure.CannotWrite,
            CloseReason.DigestDiffers => TransferFailure.DigestDiffers,
            CloseReason.Stopped => TransferFailure.PeerStopped,
            CloseReason.Stalled => TransferFailure.Stalled,
            CloseReason.KeyChanged => TransferFailure.KeyChanged,
            _ => TransferFailure.Protocol,
        };

    private static string Printable(string text) => new([.. text.Where(c => !char.IsControl(c) && c != '\ufffd')]);
}
