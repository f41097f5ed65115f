using System.Net;
using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Ways;

/// <summary>A client that sends and takes files, with all that it needs of the server, on a host of a simulated network.</summary>
internal sealed class Traveller : ITransferServer
{
    private readonly SimulatedHost _host;
    private readonly string _name;
    private readonly FileTransfers _transfers;
    private readonly bool _isOld;
    private ForumClient? _client;

    /// <param name="host">Where it runs.</param>
    /// <param name="name">Of the user.</param>
    /// <param name="seed">Of its keys.</param>
    /// <param name="isOld">Whether it knows nothing of addresses and relays, as clients did not.</param>
    public Traveller(SimulatedHost host, string name, int seed, bool isOld = false)
    {
        (_host, _name, _isOld) = (host, name, isOld);
        var loop = host.StartLoop("files");
        var socket = host.OpenDatagramSocket(new IPEndPoint(IPAddress.IPv6Any, 8000), loop);
        _transfers = new FileTransfers(
            socket,
            loop,
            loop,
            Files,
            entropy: Entropy.FromSeed(seed),
            server: isOld ? null : this
        );
        _transfers.User = name;
        _transfers.Events.Subscribe(Events.Add);
        _transfers.Progress.Subscribe(Note);
    }

    public MemoryFileStore Files { get; } = new();

    public List<TransferEvent> Events { get; } = [];

    public List<TransferProgress> Progress { get; } = [];

    public bool IsLoggedIn { get; private set; }

    /// <summary>When it took an offer.</summary>
    public DateTimeOffset? TakenAt { get; private set; }

    /// <summary>When it was first seen that bytes of a file were there.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    public bool HasEnded => Ended > 0;

    public int Ended => Events.Count(e => e is not (TransferStarted or TransferIntroduced));

    public TransferWay Way => Progress.Count == 0 ? TransferWay.Unknown : Progress[^1].Way;

    public IPEndPoint? EndPoint => _client?.ServerEndPoint;

    public IReadOnlyList<IPAddress> LocalAddresses => _host.LocalAddresses;

    public IObservable<Reply> Ask(string line) =>
        _client?.Send(line) ?? Observable.Throw<Reply>(new IOException("the server is not there"));

    public IObservable<IConnection> Connect() => _host.Connect("public", 12000);

    /// <summary>The connection to the server is gone at once.</summary>
    public void LoseServer() => _client!.Dispose();

    /// <summary>Gives up everything.</summary>
    public void Cancel()
    {
        foreach (var offerId in Events.Select(e => e.Transfer.OfferId).Distinct().ToList())
        {
            _transfers.Cancel(offerId);
            Ask($"CANCEL {offerId}").Subscribe();
        }
    }

    public void LogIn(string server, string password) =>
        ForumClient
            .Connect(server, 12000, _host)
            .Subscribe(client =>
            {
                _client = client;
                client.Events.Subscribe(Hear);
                client.TakeFilesAt(_transfers.Port);
                client.LogIn(_name, password).Subscribe(_ => IsLoggedIn = true);
            });

    public void Send(string receiver, string name, byte[] content)
    {
        Files[name] = content;
        var file = _transfers.Open(name, receiver);
        Ask($"OFFER {receiver} {file.Size} {file.Sha256} {file.PublicKey} {file.FileName}")
            .Subscribe(reply => _transfers.Offered(reply.Text, file));
    }

    public override string ToString() => $"{_name}: {string.Join(", ", Events)}; {Progress.LastOrDefault()}";

    private void Note(TransferProgress progress)
    {
        Progress.Add(progress);
        if (progress.Bytes > 0)
        {
            BeganAt ??= _host.Network.Scheduler.Now;
        }
    }

    private void Hear(ForumEvent told)
    {
        switch (told)
        {
            case FileOffered offer:
                Take(offer);
                break;
            case OfferAccepted taken:
                _transfers.Accepted($"{taken.OfferId}", IPAddress.Parse(taken.Address), taken.UdpPort, taken.PublicKey);
                break;
            case OfferPaths paths when !_isOld:
                _transfers.Reachable($"{paths.OfferId}", paths.Addresses);
                break;
            case OfferDeclined declined:
                _transfers.Declined($"{declined.OfferId}", declined.Reason);
                break;
            case OfferCancelled cancelled:
                _transfers.CancelledByPeer($"{cancelled.OfferId}");
                break;
        }
    }

    private void Take(FileOffered offer)
    {
        var incoming = new IncomingOffer(
            $"{offer.OfferId}",
            offer.User,
            IPAddress.Parse(offer.Address),
            offer.Size,
            offer.Sha256,
            offer.PublicKey,
            offer.FileName
        );
        var verdict = _transfers.Consider(incoming);
        Assert.True(verdict.CanTake, verdict.Reason);
        TakenAt = _host.Network.Scheduler.Now;
        Ask($"ACCEPT {offer.OfferId} {_transfers.Port} {_transfers.Accept(incoming.OfferId)}").Subscribe();
    }
}
