namespace Forum.Reactive.Transfer.Channel;

/// <summary>
/// Finds the largest datagram that the path takes (RFC 8899): padded probes of a candidate size, the first hop's size
/// first; what is lost three times is too large. When only large datagrams vanish, it begins again from the base; when those
/// of the base do, from what every host takes.
/// </summary>
internal sealed class PathMtu
{
    /// <summary>What every path is taken to carry (RFC 8899, section 5.1.2; RFC 9000, section 14).</summary>
    public const int Base = 1200;

    /// <summary>What the smallest IPv4 host takes: 576 bytes (RFC 791) less the longest IP header and that of UDP.</summary>
    public const int Floor = 508;

    private const int MaxProbes = 3;
    private const int Precision = 16;
    private const int BlackHole = 8;
    private const int BlackHoleBelowBase = 2;
    private static readonly int[] Common = [8972, 1472, 1452, 1372];
    private readonly bool _isPinned;
    private int _largestFailed;
    private int _losses;
    private int _vanished;
    private int _vanishedBelowBase;

    /// <summary>Begins at the base with <paramref name="firstHop"/> as the upper bound, or stays at <paramref name="pinned"/>.</summary>
    public PathMtu(int firstHop, int? pinned)
    {
        _isPinned = pinned is not null;
        Current = pinned ?? Math.Clamp(firstHop, Floor, Base);
        _largestFailed = firstHop + 1;
        Candidate = Next(firstHop);
    }

    /// <summary>Payload in bytes of a full datagram.</summary>
    public int Current { get; private set; }

    /// <summary>Payload in bytes of the next probe, 0 if the search is over.</summary>
    public int Candidate { get; private set; }

    /// <summary>Whether a probe is under way.</summary>
    public bool IsProbing { get; set; }

    public void OnProbeAcknowledged(int size)
    {
        IsProbing = false;
        if (size > Current)
        {
            Current = size;
        }

        (_losses, _vanished, _vanishedBelowBase) = (0, 0, 0);
        Candidate = NextCandidate();
    }

    public void OnProbeLost(int size)
    {
        IsProbing = false;
        if (size != Candidate || ++_losses < MaxProbes)
        {
            return;
        }

        OnTooLarge(size);
    }

    /// <summary>The first hop itself refused this size.</summary>
    public void OnTooLarge(int size)
    {
        _largestFailed = Math.Min(_largestFailed, size);
        if (!_isPinned && Current >= _largestFailed)
        {
            Current = _largestFailed > Base ? Base : Floor;
        }

        _losses = 0;
        IsProbing = false;
        Candidate = NextCandidate();
    }

    public void OnAcknowledged(int size)
    {
        if (size > Base)
        {
            _vanished = 0;
        }

        if (size > Floor)
        {
            _vanishedBelowBase = 0;
        }
    }

    /// <summary>Notes a lost datagram; true if the path seems to have become narrower.</summary>
    public bool OnLost(int size, bool isProbeTimeout)
    {
        if (!_isPinned && Current is > Floor and <= Base && size > Floor && isProbeTimeout)
        {
            return FallBelowBase();
        }

        if (_isPinned || size <= Base || Current <= Base || ++_vanished < BlackHole || !isProbeTimeout)
        {
            return false;
        }

        _vanished = 0;
        OnTooLarge(Current);
        return true;
    }

    // The base stays possible, and is tried first: a path that was only dead for a while takes it again.
    private bool FallBelowBase()
    {
        if (++_vanishedBelowBase < BlackHoleBelowBase)
        {
            return false;
        }

        (_losses, _vanishedBelowBase, IsProbing) = (0, 0, false);
        Current = Floor;
        Candidate = NextCandidate();
        return true;
    }

    private int NextCandidate()
    {
        if (Current < Base && Base < _largestFailed)
        {
            return Next(Base);
        }

        foreach (var size in Common)
        {
            if (size > Current && size < _largestFailed)
            {
                return Next(size);
            }
        }

        return Next((Current + _largestFailed) / 2);
    }

    private int Next(int size) => _isPinned || size - Current < Precision ? 0 : size;
}
