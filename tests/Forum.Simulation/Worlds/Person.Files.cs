using System.Net;
using System.Reactive.Linq;
using Forum.Reactive;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.Simulation.Worlds;

/// <content>Files.</content>
internal sealed partial class Person
{
    private readonly List<FileOffered> _undecided = [];
    private FileTransfers? _transfers;
    private IDatagramSocket? _socket;
    private int _lives;
    private int _files;

    public MemoryFileStore Files { get; } = new();

    /// <summary>Another life of the client's program, or its first.</summary>
    public void StartFiles()
    {
        _lives++;
        var loop = Host.StartLoop("files");
        _socket = Host.OpenDatagramSocket(new IPEndPoint(IPAddress.Any, 8000), loop);
        var entropy = _world.Faults.Entropy(_world.Seed ^ (Number * 1009) ^ (_lives * 7919));
        _transfers = new FileTransfers(_socket, loop, loop, _world.Faults.Files(Files), entropy: entropy);
        var life = _lives;
        _transfers.Events.Subscribe(what =>
        {
            Tell(what.ToString());
            _world.Transfers.Hear(this, life, what);
        });
    }

    private void LoseFiles()
    {
        _transfers = null;
        _undecided.Clear();
        Files.Crash(_world.Seed + _lives);
        _world.Transfers.Lost(this, _lives);
    }

    private void StopFiles()
    {
        _transfers?.Dispose();
        _socket?.Dispose();
        _transfers = null;
    }

    private void SendFile(Chance choice)
    {
        var receiver = $"user{choice.Next(_world.PeopleCount)}";
        var name = $"{Name}-{++_files}.bin";
        var content = _world.Transfers.NewContent(name, choice);
        Files[name] = content;
        OutgoingFile file;
        try
        {
            file = _transfers!.Open(name, receiver);
        }
        catch (IOException error)
        {
            Tell(error.Message);
            return;
        }

        _world.Transfers.CheckKey(file.PublicKey);
        var transfers = _transfers;
        _client!
            .Send($"OFFER {receiver} {file.Size} {file.Sha256} {file.PublicKey} {file.FileName}")
            .Subscribe(
                reply =>
                {
                    if (reply.Code == 212)
                    {
                        _world.Transfers.Offered(this, _lives, reply.Text);
                        transfers.Offered(reply.Text, file);
                    }
                    else
                    {
                        file.Dispose();
                    }
                },
                _ => file.Dispose()
            );
    }

    private void HearOfFiles(ForumEvent what)
    {
        switch (what)
        {
            case FileOffered offer:
                Consider(offer);
                break;
            case OfferAccepted taken:
                if (
                    _transfers?.Accepted(
                        $"{taken.OfferId}",
                        IPAddress.Parse(taken.Address),
                        taken.UdpPort,
                        taken.PublicKey
                    ) == false
                )
                {
                    Send($"CANCEL {taken.OfferId}");
                }

                break;
            case OfferDeclined declined:
                _transfers?.Declined($"{declined.OfferId}", declined.Reason);
                break;
            case OfferCancelled cancelled:
                _transfers?.CancelledByPeer($"{cancelled.OfferId}");
                break;
        }
    }

    private void Consider(FileOffered offer)
    {
        var choice = new Chance(_world.Seed, $"offer {offer.OfferId}");
        if (choice.Happens(0.2))
        {
            _undecided.Add(offer); // Perhaps later, perhaps never
        }
        else if (choice.Happens(0.1))
        {
            Send($"DECLINE {offer.OfferId} not now");
        }
        else
        {
            Take(offer);
        }
    }

    private void AnswerSomeOffer(Chance choice)
    {
        if (_undecided.Count > 0)
        {
            var offer = _undecided[choice.Next(_undecided.Count)];
            _undecided.Remove(offer);
            Take(offer);
        }
    }

    private void Take(FileOffered offer)
    {
        if (_transfers is null)
        {
            return;
        }

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
        if (verdict.CanTake && _transfers.Accept(incoming.OfferId) is { } key)
        {
            _world.Transfers.CheckKey(key);
            _world.Transfers.Accepted(this, _lives, incoming.OfferId);
            Send($"ACCEPT {offer.OfferId} {_transfers.Port} {key}");
        }
        else
        {
            Send($"DECLINE {offer.OfferId} {verdict.Reason}");
        }
    }
}
