using Forum.Reactive.Client;
using Forum.Reactive.Transfer;

namespace Forum.Simulation.Worlds;

/// <summary>What each side of each transfer was told, against what there is. Every file of a world has a name of its own.</summary>
internal sealed class TransferLedger(Action<string> report)
{
    private const string Unknown = "";
    private const string Arrived = "arrived";
    private readonly Dictionary<string, byte[]> _contents = [];
    private readonly Dictionary<(string File, string Who, TransferDirection Direction), string> _ends = [];
    private readonly HashSet<string> _keys = [];
    private readonly List<(Person Who, string File, string Stored)> _arrived = [];

    /// <summary>Files that arrived.</summary>
    public int Completed => _arrived.Count;

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

    /// <summary>A client sends a line: a key that it names is used by no other.</summary>
    public void See(string line)
    {
        var words = line.Split(' ');
        var key =
            words is ["OFFER", _, _, _, var offered, ..] ? offered
            : words is ["ACCEPT", _, _, var accepted] ? accepted
            : null;
        if (key is not null && !_keys.Add(key))
        {
            report("A key is used for a second transfer");
        }
    }

    /// <summary>A file is offered or taken.</summary>
    public void Begin(Person who, TransferDirection direction, string file) =>
        _ends.TryAdd((file, who.Name, direction), Unknown);

    /// <summary>The program is gone: nobody will be told any more.</summary>
    public void Lost(Person who)
    {
        foreach (var key in _ends.Where(each => each.Key.Who == who.Name && each.Value == Unknown).ToList())
        {
            _ends.Remove(key.Key);
        }
    }

    public void Complete(Person who, TransferCompleted completed)
    {
        End(who, completed.Transfer.Direction, completed.Transfer.FileName, Arrived);
        if (completed.StoredName is { } stored)
        {
            _arrived.Add((who, completed.Transfer.FileName, stored));
            Compare(who, completed.Transfer.FileName, stored);
        }
    }

    public void Fail(Person who, TransferDirection direction, string file, Exception reason)
    {
        End(who, direction, file, reason.Message);
        if (reason is not (FileTransferException or ForumException or IOException or ObjectDisposedException))
        {
            report($"{who.Name} is told {reason} about {file}");
        }
    }

    /// <summary>All is quiet: every transfer has ended, the same for both, and what arrived is there, whatever crashed since.</summary>
    public void CheckEnds()
    {
        _arrived.ForEach(each => Compare(each.Who, each.File, each.Stored));
        foreach (var ((file, who, direction), end) in _ends)
        {
            if (end == Unknown)
            {
                report($"{who} is not told how {direction} {file} ended");
            }
            else if (
                end == Arrived
                && direction == TransferDirection.Sending
                && !_arrived.Exists(each => each.File == file)
            )
            {
                report($"{who} is told that {file} arrived, and it has not");
            }
        }
    }

    private void End(Person who, TransferDirection direction, string file, string how)
    {
        if (_ends.GetValueOrDefault((file, who.Name, direction), Unknown) is { Length: > 0 } before)
        {
            report($"{who.Name} is told of {file}: {how}, after {before}");
        }

        _ends[(file, who.Name, direction)] = how;
    }

    private void Compare(Person who, string file, string stored)
    {
        if (!who.Files[stored].AsSpan().SequenceEqual(_contents[file]))
        {
            report($"{who.Name} has another {file} than was sent");
        }
    }
}
