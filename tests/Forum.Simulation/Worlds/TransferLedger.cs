using Forum.Reactive.Transfer;

namespace Forum.Simulation.Worlds;

/// <summary>What each side of each transfer was told, against what there is.</summary>
internal sealed class TransferLedger(Action<string> report)
{
    private readonly Dictionary<string, byte[]> _contents = [];
    private readonly Dictionary<(string Offer, string Who, int Life), TransferEvent?> _ends = [];
    private readonly HashSet<string> _keys = [];

    /// <summary>Files that arrived.</summary>
    public int Completed { get; private set; }

    public byte[] NewContent(string name, Chance choice)
    {
        var size = choice.OneOf(0, 1, 700, 1400, 20_000, 20_000, 150_000) + choice.Next(100);
        var content = new byte[size];
        for (var i = 0; i < size; i++)
        {
            content[i] = (byte)choice.Next(256);
        }

        return _contents[name] = content;
    }

    /// <summary>A key of a transfer: no other has it.</summary>
    public void CheckKey(string key)
    {
        if (!_keys.Add(key))
        {
            report("A key is used for a second transfer");
        }
    }

    public void Offered(Person who, int life, string offer) => _ends.TryAdd((offer, who.Name, life), null);

    public void Accepted(Person who, int life, string offer) => _ends.TryAdd((offer, who.Name, life), null);

    public void Lost(Person who, int life)
    {
        foreach (var key in _ends.Keys.Where(key => key.Who == who.Name && key.Life == life).ToList())
        {
            _ends.Remove(key);
        }
    }

    public void Hear(Person who, int life, TransferEvent what)
    {
        if (what is TransferStarted)
        {
            return;
        }

        var key = (what.Transfer.OfferId, who.Name, life);
        if (_ends.GetValueOrDefault(key) is { } before)
        {
            report($"{who.Name} is told a second end: {what} after {before}");
        }

        _ends[key] = what;
        if (what is TransferCompleted { StoredName: { } stored })
        {
            Completed++;
            Compare(who, what.Transfer, stored);
        }
    }

    /// <summary>All is quiet: every transfer has ended, the same for both.</summary>
    public void CheckEnds()
    {
        foreach (var (key, end) in _ends)
        {
            if (end is null)
            {
                report($"{key.Who} is not told how transfer {key.Offer} ended");
            }
            else if (end is TransferCompleted { Transfer.Direction: TransferDirection.Sending } && !HasArrived(key.Offer))
            {
                report($"{key.Who} is told that the file of offer {key.Offer} arrived, and it has not");
            }
        }
    }

    private bool HasArrived(string offer) =>
        _ends.Any(other =>
            other.Key.Offer == offer && other.Value is TransferCompleted { Transfer.Direction: TransferDirection.Receiving }
        );

    private void Compare(Person who, TransferInfo file, string stored)
    {
        if (!who.Files[stored].AsSpan().SequenceEqual(_contents[file.FileName]))
        {
            report($"{who.Name} has another {file.FileName} than was sent");
        }
    }
}
