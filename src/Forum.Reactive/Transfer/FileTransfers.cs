using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Security.Cryptography;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Routes;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Transfer;

/// <summary>
/// All files that one client sends and receives, over one UDP socket. It knows nothing of the server: the client passes
/// on what the introduction says (<c>OFFER</c>, <c>ACCEPT</c>, ...), and sends what the methods return.
/// </summary>
/// <remarks>
/// <para>Sending: <see cref="Open"/>, send <c>OFFER</c>, <see cref="Offered"/> with the id of the answer; then, as the
/// events come, <see cref="Accepted"/>, <see cref="Declined"/> or <see cref="CancelledByPeer"/>.</para>
/// <para>Receiving: <see cref="Consider"/>; if it can be taken, <see cref="Accept"/> and send <c>ACCEPT</c> with the key, or
/// <see cref="Decline"/> and send <c>DECLINE</c>.</para>
/// <para>Methods may be called from any thread. <see cref="Events"/> and <see cref="Progress"/> come on the scheduler's
/// thread, one at a time.</para>
/// </remarks>
public sealed class FileTransfers : IDisposable
{
    private readonly TransferContext _context;
    private readonly Entropy _entropy;
    private readonly Identity _identity;
    private readonly TransferOptions _options;
    private readonly IScheduler _scheduler;
    private readonly IDatagramSocket _socket;
    private readonly IDisposable _subscription;
    private readonly OfferTable _offers;
    private readonly TransferTable _transfers;
    private readonly PathExchange? _paths;
    private readonly RelayRoutes? _relays;
    private readonly ISubject<TransferEvent> _events = Subject.Synchronize(new Subject<TransferEvent>());
    private readonly Subject<TransferProgress> _progress = new();
    private bool _isReporting;
    private long _promised; // Bytes that accepted files still need, brought up to date with each report.
    private volatile string _user = string.Empty;
    private volatile bool _isDisposed;

    /// <summary>Begins to listen on a socket, which is the caller's to dispose afterwards.</summary>
    /// <param name="socket">The socket; its datagrams come on <paramref name="scheduler"/>.</param>
    /// <param name="scheduler">The thread and clock of everything here.</param>
    /// <param name="background">Where slow file work is done: flushing, and reading back for digests.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">How to behave; the defaults if null.</param>
    /// <param name="entropy">Chance and keys; the system's if null. From a seed a run is repeatable, and not private.</param>
    /// <param name="key">By which others know this client again; null: they cannot. The caller's to dispose afterwards.</param>
    /// <param name="known">Whose keys were compared; nobody's if null.</param>
    /// <param name="server">By way of whom both sides of an offer tell each other where they can be reached; null: they do not, and
    /// files travel to the address at which the server sees the receiver.</param>
    /// <exception cref="InvalidOperationException">An option is out of its bounds.</exception>
    public FileTransfers(
        IDatagramSocket socket,
        IScheduler scheduler,
        IScheduler background,
        IFileStore files,
        TransferOptions? options = null,
        Entropy? entropy = null,
        LongTermKey? key = null,
        IKnownPeers? known = null,
        ITransferServer? server = null
    )
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(scheduler);
        _socket = socket;
        _scheduler = scheduler;
        _options = (options ?? new TransferOptions()).Validated();
        _entropy = entropy ?? Entropy.System;
        _identity = new Identity(key, known);
        var channels = new ChannelContext(scheduler, scheduler.StartStopwatch(), socket, _entropy, _options.Mtu);
        _context = new TransferContext(channels, background, files, _options, Happened);
        _offers = new OfferTable(scheduler, _options, Happened);
        _paths = server is null ? null : new PathExchange(_context, server, _options.MaxTransfers);
        _relays = server is null ? null : new RelayRoutes(_context, server);
        _transfers = new TransferTable(_paths, _relays);
        if (_relays is not null)
        {
            _relays.Give = _transfers.OnRelayed;
        }

        _subscription = socket.Subscribe(Observer.Create<Datagram>(_transfers.OnDatagram, _ => StopAll(), StopAll));
    }

    /// <summary>What happens to the transfers; completes when this is disposed.</summary>
    public IObservable<TransferEvent> Events => _events.AsObservable();

    /// <summary>How far each transfer is, as long as it travels; completes when this is disposed.</summary>
    public IObservable<TransferProgress> Progress => _progress.AsObservable();

    /// <summary>The UDP port to tell the server.</summary>
    public int Port => _socket.LocalEndPoint.Port;

    /// <summary>
    /// The name under which this client is logged in: both sides must mean the same two users. Set before the first offer is made or
    /// taken; until then empty, and nothing can be opened or accepted.
    /// </summary>
    public string User
    {
        get => _user;
        set => _user = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Opens a file to offer it, under its name or, where that may not travel, one near to it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="receiver">Who is to get it.</param>
    /// <exception cref="IOException">There is no such file, it is none, or it may not be read; the message says which.</exception>
    public OutgoingFile Open(string path, string receiver)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(receiver);
        _paths?.Refresh();
        var file = _context.Files.OpenSource(path);
        try
        {
            return Prepare(file, SafeName.Of(Path.GetFileName(path)), receiver, RunningDigest.AtOnce(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes an offer of what is open already.</summary>
    internal OutgoingFile Prepare(IStoredFile file, string name, string receiver, byte[]? digest) =>
        new(file, name, OwnName(), receiver, digest, _entropy);

    /// <summary>The server has given the offer of this file an id; the file is this object's from now on.</summary>
    public void Offered(string offerId, OutgoingFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _offers.Add(offerId, file);
        _paths?.Begin(offerId);
    }

    /// <summary>
    /// The receiver takes the file: sends it there. False for an unknown or lapsed offer, and for a port or key that is none, with
    /// which the transfer fails: send <c>CANCEL</c>.
    /// </summary>
    public bool Accepted(string offerId, IPAddress address, int port, string publicKey)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (_offers.TakeOutgoing(offerId) is not { } file)
        {
            return false;
        }

        var info = OfferTable.InfoOf(offerId, file);
        address = AsSeenFromHere(address);
        if (!CanBeSentTo(address, port) || TryAgree(file, offerId, publicKey) is not { } agreement)
        {
            file.Dispose();
            Happened(
                new TransferFailed(info, TransferFailure.Unreachable, $"{file.Receiver} cannot be reached over UDP")
            );
            return false;
        }

        var remote = new IPEndPoint(address, port);
        _offers.Board();
        Begin(
            info,
            TransferFailure.CannotRead,
            agreement,
            () =>
            {
                var sending = new SendingTransfer(_context, file, info, agreement, remote, address, Remove);
                _transfers.Add(sending);
                FindPaths(sending);
                file.Dispose();
            }
        );
        return true;
    }

    /// <summary>The receiver does not take the file, or no more of it; a second later also if it travels already.</summary>
    public void Declined(string offerId, string reason)
    {
        if (_offers.TakeOutgoing(offerId) is not { } file)
        {
            Post(() => _transfers.Find(offerId)?.DeclinedByPeer(reason));
            return;
        }

        file.Dispose();
        Happened(new TransferDeclined(OfferTable.InfoOf(offerId, file), reason));
    }

    /// <summary>The other side of an offer tells where it can be reached: the words of <c>* PATHS</c> behind the offer's number.</summary>
    public void Reachable(string offerId, string addresses)
    {
        if (_paths?.Hear(offerId, addresses) is { } told)
        {
            Post(() => _transfers.Find(offerId)?.Paths.Tell(told));
        }
    }

    /// <summary>Looks at an offer. One that can be taken is remembered until it is answered or lapses.</summary>
    public OfferVerdict Consider(IncomingOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        _paths?.Refresh();
        var verdict = Judge(offer);
        return verdict.CanTake && !_offers.Add(offer) ? OfferVerdict.No("too many transfers at once") : verdict;
    }

    /// <summary>
    /// Takes an offer: returns the public key for <c>ACCEPT</c>; null if there is no such offer any more, or no space for it.
    /// </summary>
    public string? Accept(string offerId)
    {
        if (_offers.TakeIncoming(offerId) is not { } offer)
        {
            return null;
        }

        var needed = Needed(offer);
        if (needed > Unpromised)
        {
            return null;
        }

        using var own = EphemeralKey.Create(_entropy);
        var publicKey = EphemeralKey.Export(own);
        if (TryAgree(own, offer, publicKey) is not { } agreement)
        {
            return null;
        }

        _offers.Board();
        Interlocked.Add(ref _promised, needed);
        _paths?.Begin(offerId); // So that the sender knows before it is accepted.
        var info = OfferTable.InfoOf(offer);
        Begin(
            info,
            TransferFailure.CannotWrite,
            agreement,
            () =>
            {
                var receiving = new ReceivingTransfer(
                    _context,
                    offer,
                    info,
                    agreement,
                    needed,
                    AsSeenFromHere(offer.Address),
                    Remove
                );
                _transfers.Add(receiving);
                FindPaths(receiving);
                receiving.Start();
            }
        );
        return publicKey;
    }

    /// <summary>Refuses an offer; true if it was there to be refused.</summary>
    public bool Decline(string offerId) => _offers.TakeIncoming(offerId) is not null;

    /// <summary>Gives up an offer or a transfer, in either direction, on the user's wish.</summary>
    public void Cancel(string offerId) => Cancel(offerId, byPeer: false);

    /// <summary>The server says that the other side has given up.</summary>
    public void CancelledByPeer(string offerId) => Cancel(offerId, byPeer: true);

    /// <summary>
    /// Looks for parts that nobody has gone on with for <see cref="TransferOptions.PartLifetime"/>, removes them and tells of each.
    /// Happens once, in the background, whether or not anybody subscribes; a folder that cannot be read is an error.
    /// </summary>
    public IObservable<ExpiredPart> RemoveOldParts() =>
        Observable
            .Start(
                () => PartExpiry.Remove(_context.Files, _scheduler.Now, _options.PartLifetime).ToArray(),
                _context.Background
            )
            .SelectMany(static removed => removed);

    /// <summary>Stops every transfer, keeping what has arrived, and closes all files.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var file in _offers.Clear())
        {
            file.Dispose();
        }

        Post(() =>
        {
            StopAll();
            _subscription.Dispose();
            _paths?.Dispose();
            _relays?.Dispose();
            _events.OnCompleted();
            _progress.OnCompleted();
        });
    }

    private static bool CanBeSentTo(IPAddress address, int port) =>
        port is >= 1 and <= IPEndPoint.MaxPort && RouteKinds.IsUnicast(address);

    /// <summary>Who is on the server's own machine, and so seen by it as its loopback, is where the server is.</summary>
    private IPAddress AsSeenFromHere(IPAddress address) =>
        IPAddress.IsLoopback(address) && _paths?.Server is { } server ? server.Address : address;

    private void FindPaths(FileTransfer transfer)
    {
        transfer.Paths.RelayWanted = () => _relays?.Open(transfer);
        if (_paths?.Of(transfer.Info.OfferId) is { } told)
        {
            transfer.Paths.Tell(told);
        }
    }

    private void Happened(TransferEvent what)
    {
        if (what is not (TransferStarted or TransferIntroduced))
        {
            _paths?.End(what.Transfer.OfferId);
        }

        _events.OnNext(what);
    }

    /// <summary>Begins a transfer on the engine's thread; one that cannot begin ends with what went wrong.</summary>
    private void Begin(TransferInfo info, TransferFailure failure, Agreement agreement, Action begin) =>
        Post(() =>
        {
            try
            {
                begin();
                Report();
            }
#pragma warning disable CA1031 // Whatever it is, it is told as the end of this transfer.
            catch (Exception error)
#pragma warning restore CA1031
            {
                agreement.Dispose();
                _offers.Leave();
                Happened(new TransferFailed(info, failure, FileTrouble.Reason(error)));
            }
        });

    private void Cancel(string offerId, bool byPeer)
    {
        if (_offers.TakeAny(offerId) is { } info)
        {
            Happened(new TransferCancelled(info, byPeer));
            return;
        }

        Post(() =>
        {
            if (byPeer)
            {
                _transfers.Find(offerId)?.CancelledByPeer();
            }
            else
            {
                _transfers.Find(offerId)?.Cancel();
            }
        });
    }

    private OfferVerdict Judge(IncomingOffer offer)
    {
        if (StoredName.Problem(offer.Sender, offer.FileName) is { } problem)
        {
            return OfferVerdict.No($"the name of the file {problem}");
        }

        if (offer.Size < 0 || !offer.HasSaneDigest || !P256PublicKey.IsValid(offer.PublicKey))
        {
            return OfferVerdict.No("the offer makes no sense");
        }

        if (offer.Size > _options.MaxFileSize)
        {
            return OfferVerdict.No($"the file is larger than {_options.MaxFileSize} bytes");
        }

        return Fits(offer) ? OfferVerdict.Yes : OfferVerdict.No("there is not enough disk space");
    }

    /// <summary>Free space less what others have been promised.</summary>
    private long Unpromised => _context.Files.FreeBytes - Interlocked.Read(ref _promised);

    /// <summary>Only who may not fit has the part opened for a closer look.</summary>
    private bool Fits(IncomingOffer offer) => offer.Size <= Unpromised || Needed(offer) <= Unpromised;

    /// <summary>Space that the file takes beyond what is here already.</summary>
    private long Needed(IncomingOffer offer) =>
        offer.Size
        - PartFile.Claimed(_context.Files, StoredName.Of(offer.Sender, offer.FileName), offer.Sender, offer.Size);

    private string OwnName() =>
        _user.Length > 0 ? _user : throw new InvalidOperationException("Say first who this client is: set User");

    private Agreement? TryAgree(OutgoingFile file, string offerId, string receiverKey) =>
        Agreement.TryMake(
            file.Key,
            sends: true,
            new TransferTerms(
                offerId,
                file.Sender,
                file.Receiver,
                file.Size,
                file.Digest,
                file.FileName,
                file.PublicKey,
                receiverKey
            ),
            _identity,
            _entropy
        );

    private Agreement? TryAgree(ECDiffieHellman own, IncomingOffer offer, string ownPublicKey) =>
        Agreement.TryMake(
            own,
            sends: false,
            new TransferTerms(
                offer.OfferId,
                offer.Sender,
                OwnName(),
                offer.Size,
                offer.Digest,
                offer.FileName,
                offer.PublicKey,
                ownPublicKey
            ),
            _identity,
            _entropy
        );

    private void Remove(FileTransfer transfer)
    {
        _transfers.Remove(transfer);
        _relays?.Close(transfer);
        _offers.Leave();
    }

    private void Post(Action action) => _scheduler.Schedule(action);

    private void StopAll() => _transfers.StopAll();

    /// <summary>Reports progress from now on until no transfer is left.</summary>
    private void Report()
    {
        if (_isReporting || _isDisposed)
        {
            return;
        }

        _isReporting = true;
        _scheduler.Schedule(
            _options.ProgressInterval,
            again =>
            {
                _isReporting = false;
                foreach (var transfer in _transfers.Travelling)
                {
                    _progress.OnNext(transfer.Progress());
                }

                Interlocked.Exchange(ref _promised, _transfers.StillToStore);
                if (!_transfers.IsEmpty)
                {
                    Report();
                }
            }
        );
    }
}
