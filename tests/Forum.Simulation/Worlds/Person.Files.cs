using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transport;

namespace Forum.Simulation.Worlds;

/// <content>Files.</content>
internal sealed partial class Person
{
    private readonly List<FileOffer> _undecided = [];
    private readonly List<TravellingFile> _travelling = [];
    private FileExchange? _exchange;
    private ILoop? _background;
    private int _lives;
    private int _files;

    public MemoryFileStore Files { get; } = new();

    /// <summary>Another life of the client's program, or its first.</summary>
    public void StartFiles()
    {
        _lives++;
        _background = Host.StartLoop("files");
        _exchange = FileExchange.Open(
            new FileExchangeOptions { UdpPort = 8000 },
            Host,
            _world.Faults.Files(Files),
            _background,
            _world.Faults.Entropy(_world.Seed ^ (Number * 1009) ^ (_lives * 7919))
        );
        _exchange.User = Name;
        _exchange.Faults.Subscribe(fault => _world.Report($"{Name} has a fault where files are moved: {fault}"));
        _exchange.Offers.Subscribe(Consider);
    }

    private void LoseFiles()
    {
        _exchange = null;
        _undecided.Clear();
        _travelling.Clear();
        Files.Crash(_world.Seed + _lives);
        _world.Transfers.Lost(this);
    }

    private void StopFiles()
    {
        _exchange?.Dispose();
        _background?.Stop();
        _exchange = null;
    }

    private void SendFile(Chance choice)
    {
        var receiver = $"user{choice.Next(_world.PeopleCount)}";
        var name = $"{Name}-{++_files}.bin";
        Files[name] = _world.Transfers.NewContent(name, choice);
        Watch(_client!.SendFile(receiver, name), TransferDirection.Sending, name);
    }

    private void Watch(TravellingFile file, TransferDirection direction, string name)
    {
        _travelling.Add(file);
        _world.Transfers.Begin(this, direction, name);
        file.Completed.Subscribe(
            completed =>
            {
                Tell($"({direction} {name}) {completed}");
                _world.Transfers.Complete(this, completed);
            },
            error =>
            {
                Tell($"({direction} {name}) {error.Message}");
                _world.Transfers.Fail(this, direction, name, error);
            }
        );
    }

    private void Consider(FileOffer offer)
    {
        var choice = new Chance(_world.Seed, $"offer {offer.Told.OfferId}");
        if (offer.Problem is { } problem)
        {
            offer.Decline(problem);
        }
        else if (choice.Happens(0.2))
        {
            _undecided.Add(offer); // Perhaps later, perhaps never
        }
        else if (choice.Happens(0.1))
        {
            offer.Decline("not now");
        }
        else
        {
            Watch(offer.Take(), TransferDirection.Receiving, offer.FileName);
        }
    }

    private void AnswerSomeOffer(Chance choice)
    {
        if (_undecided.Count > 0)
        {
            var offer = _undecided[choice.Next(_undecided.Count)];
            _undecided.Remove(offer);
            Watch(offer.Take(), TransferDirection.Receiving, offer.FileName);
        }
    }

    private void CancelSomething(Chance choice)
    {
        if (_travelling.Count > 0 && choice.Happens(0.7))
        {
            _travelling[choice.Next(_travelling.Count)].Cancel();
        }
        else
        {
            Send($"CANCEL {choice.Between(1, 12)}");
        }
    }
}
