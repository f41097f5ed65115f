using System.Net;
using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.WholeWorld;

/// <summary>A user with a client: logs in, follows the board, posts, and takes every file that is offered.</summary>
internal sealed class Inhabitant
{
    private readonly SimulatedHost _host;
    private readonly string _name;
    private readonly Action<string> _tell;
    private readonly FileTransfers _transfers;
    private ForumClient? _client;

    public Inhabitant(SimulatedHost host, string name, int seed, Action<string> tell)
    {
        (_host, _name, _tell) = (host, name, tell);
        var loop = host.StartLoop("files");
        var socket = host.OpenDatagramSocket(new IPEndPoint(IPAddress.Any, 8000), loop);
        _transfers = new FileTransfers(socket, loop, loop, Files, entropy: Entropy.FromSeed(seed)) { User = name };
        _transfers.Events.Subscribe(happened => Tell(happened.ToString()));
        _transfers.Events.OfType<TransferCompleted>().Subscribe(_ => CompletedFiles++);
    }

    public MemoryFileStore Files { get; } = new();

    public int CompletedFiles { get; private set; }

    public int SeenPosts { get; private set; }

    public bool IsLoggedIn { get; private set; }

    public bool IsLost { get; private set; }

    public void LogIn(string server, int port, string password) =>
        ForumClient
            .Connect(server, port, _host)
            .Subscribe(
                client =>
                {
                    _client = client;
                    client.Events.Subscribe(Hear, () => IsLost = true);
                    client.Send($"PORT {_transfers.Port}");
                    client.LogIn(_name, password).Subscribe(_ => IsLoggedIn = true, Fail);
                    client.Send("SUB").Subscribe(reply => Tell(reply.Text), Fail);
                },
                Fail
            );

    public void Post(string text) =>
        _client!.Send($"MSG {text}").Subscribe(reply => Tell($"{reply.Code} {reply.Text}"), Fail);

    public void SendFile(string receiver, string name, byte[] content)
    {
        Files[name] = content;
        var file = _transfers.Open(name, receiver);
        _client!
            .Send($"OFFER {receiver} {file.Size} {file.Sha256} {file.PublicKey} {file.FileName}")
            .Subscribe(reply => _transfers.Offered(reply.Text, file), Fail);
    }

    private void Hear(ForumEvent told)
    {
        Tell(told.ToString());
        switch (told)
        {
            case MessagePosted:
                SeenPosts++;
                break;
            case FileOffered offer:
                Take(offer);
                break;
            case OfferAccepted taken:
                _transfers.Accepted($"{taken.OfferId}", IPAddress.Parse(taken.Address), taken.UdpPort, taken.PublicKey);
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
        _client!.Send($"ACCEPT {offer.OfferId} {_transfers.Port} {_transfers.Accept(incoming.OfferId)}");
    }

    private void Fail(Exception error) => Tell(error.Message);

    private void Tell(string what) => _tell($"{_name}: {what}");
}
