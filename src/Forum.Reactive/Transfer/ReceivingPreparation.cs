using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Transfer;

/// <summary>
/// What a receiver looks at before it takes the first byte: finished files of this name that may be the same, and the
/// part that an earlier attempt left. While it looks, the sender is asked to hold.
/// </summary>
internal sealed class ReceivingPreparation(
    TransferContext context,
    string stored,
    string sender,
    long size,
    Func<bool> hasEnded
)
{
    /// <summary>Most files of the name that are looked at.</summary>
    public const int MaxCandidates = 8;

    private readonly List<(string Name, byte[] Digest)> _candidates = [];
    private Action<string> _same = static _ => { };
    private Action<ReceivedBytes, PartMap?> _prepared = static (_, _) => { };
    private Action<Exception> _failed = static _ => { };
    private byte[]? _expected;
    private byte[] _prefixDigest = [];
    private long _prefix;
    private Range64[] _behindPrefix = [];

    /// <summary>Whether the sender has been asked to wait for WELCOME.</summary>
    public bool IsHolding { get; private set; }

    /// <summary>Whether everything here is known but what the sender is to send.</summary>
    public bool IsWaitingForDigest { get; private set; }

    /// <summary>Begins; one of <paramref name="onSame"/>, <paramref name="onPrepared"/>, <paramref name="onFailed"/> follows.</summary>
    public void Start(
        byte[]? digest,
        Action<bool> onHold,
        Action<string> onSame,
        Action<ReceivedBytes, PartMap?> onPrepared,
        Action<Exception> onFailed
    )
    {
        (_expected, _same, _prepared, _failed) = (digest, onSame, onPrepared, onFailed);
        try
        {
            var names = SameLength();
            if (names.Count == 0 && !PartFile.Exists(context.Files, stored, sender))
            {
                OpenFresh();
                return;
            }

            IsHolding = true;
            onHold(names.Count > 0 && _expected is null);
            context.InBackground(() => DigestAll(names), OnCandidates, _failed);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            _failed(error);
        }
    }

    /// <summary>The sender has told the digest of the whole.</summary>
    public void OnDigest(byte[] digest)
    {
        _expected = digest;
        if (!IsWaitingForDigest)
        {
            return;
        }

        IsWaitingForDigest = false;
        Compare();
    }

    public void WriteWelcome(ref FrameWriter writer) => writer.Welcome(_prefix, _prefixDigest, _behindPrefix);

    private void OpenFresh()
    {
        var part = PartFile.Open(context.Files, stored, sender, size);
        try
        {
            part.Begin();
        }
        catch
        {
            part.Discard();
            throw;
        }

        _prepared(new ReceivedBytes(part, new RunningDigest(), size), null);
    }

    private List<string> SameLength()
    {
        var names = new List<string>();
        for (var number = 1; number <= MaxCandidates; number++)
        {
            var name = StoredName.Numbered(stored, number);
            if (!context.Files.Exists(name))
            {
                break;
            }

            using var file = context.Files.OpenFinished(name);
            if (file?.Length == size)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private List<(string Name, byte[] Digest)> DigestAll(List<string> names)
    {
        var found = new List<(string, byte[])>();
        foreach (var name in names)
        {
            if (DigestOf(name) is { } digest)
            {
                found.Add((name, digest));
            }
        }

        return found;
    }

    private byte[]? DigestOf(string name)
    {
        try
        {
            using var file = context.Files.OpenFinished(name);
            using var digest = new RunningDigest();
            return file is not null && digest.ReadUpTo(size, file.Read, hasEnded) ? digest.Current() : null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            // What cannot be read cannot be the same: the file travels, and gets another name.
            return null;
        }
    }

    private void OnCandidates(List<(string Name, byte[] Digest)> found)
    {
        _candidates.AddRange(found);
        IsWaitingForDigest = _candidates.Count > 0 && _expected is null;
        if (!IsWaitingForDigest)
        {
            Compare();
        }
    }

    private void Compare()
    {
        foreach (var (name, digest) in _candidates)
        {
            if (digest.AsSpan().SequenceEqual(_expected))
            {
                _same(context.Files.PlaceOf(name));
                return;
            }
        }

        context.InBackground(OpenPart, OnPart, _failed);
    }

    private (PartFile Part, PartMap? Map, RunningDigest Digest) OpenPart()
    {
        var part = PartFile.Open(context.Files, stored, sender, size);
        var digest = new RunningDigest();
        try
        {
            var map = Usable(part.Found);
            var ranges = new RangeSet();
            foreach (var range in map?.Ranges ?? [])
            {
                ranges.Add(range.Start, range.End);
            }

            if (map is not null && IsKnownSame(map))
            {
                _behindPrefix = ranges.Ranges.ToArray();
            }
            else if (ranges.UnbrokenFrom(0) is > 0 and var unbroken && digest.ReadUpTo(unbroken, part.Read, hasEnded))
            {
                Offer(unbroken, digest, ranges);
            }
            else
            {
                map = null;
            }

            if (map is null)
            {
                part.Clear();
                digest.Dispose();
                digest = new RunningDigest();
            }
            else
            {
                part.Begin();
            }

            return (part, map, digest);
        }
        catch
        {
            part.Dispose();
            digest.Dispose();
            throw;
        }
    }

    private void Offer(long unbroken, RunningDigest digest, RangeSet ranges)
    {
        _prefix = unbroken;
        _prefixDigest = digest.Current();
        ranges.Remove(0, unbroken);
        _behindPrefix = ranges.Ranges.ToArray();
    }

    /// <summary>A map of another content of the same name and size is of no use.</summary>
    private PartMap? Usable(PartMap? map) =>
        map is null || (map.Digest.Length > 0 && _expected is not null && !IsKnownSame(map)) ? null : map;

    private bool IsKnownSame(PartMap map) =>
        _expected is not null && map.Digest.Length > 0 && map.Digest.AsSpan().SequenceEqual(_expected);

    private void OnPart((PartFile Part, PartMap? Map, RunningDigest Digest) opened) =>
        _prepared(new ReceivedBytes(opened.Part, opened.Digest, size), opened.Map);
}
