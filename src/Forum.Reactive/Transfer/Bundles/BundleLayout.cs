namespace Forum.Reactive.Transfer.Bundles;

/// <summary>Where the contents of a bundle lie.</summary>
internal sealed class BundleLayout
{
    private readonly long[] _starts; // Of each content, and the end of the last

    /// <summary>Lays them out.</summary>
    /// <param name="headBytes">Bytes before the first.</param>
    /// <param name="entries">The files.</param>
    public BundleLayout(long headBytes, IReadOnlyList<BundleEntry> entries)
    {
        _starts = new long[entries.Count + 1];
        _starts[0] = headBytes;
        for (var i = 0; i < entries.Count; i++)
        {
            _starts[i + 1] = _starts[i] + entries[i].Size;
        }
    }

    /// <summary>How many files.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Bytes of all of it.</summary>
    public long Length => _starts[^1];

    /// <summary>Where a content begins; of the number of files: where the last one ends.</summary>
    public long StartOf(int file) => _starts[file];

    /// <summary>How many files end at or before an offset; while there are more, the next one has the byte that lies there.</summary>
    public int FilesBefore(long offset)
    {
        var at = Array.BinarySearch(_starts, 1, _starts.Length - 1, offset);
        return at >= 0 ? LastOf(at) : ~at - 1;
    }

    /// <summary>Behind files without content, which begin and end at one offset.</summary>
    private int LastOf(int at)
    {
        while (at + 1 < _starts.Length && _starts[at + 1] == _starts[at])
        {
            at++;
        }

        return at;
    }
}
