using System.Diagnostics;
using System.Globalization;

namespace Forum.Reactive.Tests.Fuzzing;

/// <summary>
/// Feeds a parser with inputs that are bred from a corpus: files of <c>tests/corpus</c>, and what they became. A parser says by a
/// number what it made of an input; inputs with a new number are kept and bred from. What is thrown comes out with the seed and the
/// input, as does memory that has grown.
/// </summary>
/// <remarks>
/// <c>FORUM_FUZZ_SECONDS</c> (default 1) is how long; <c>FORUM_TEST_SEED</c> replays. The input of a fault belongs into the corpus.
/// </remarks>
internal sealed class Fuzzer
{
    private const int LargestInput = 20_000;
    private const int MostKept = 2_000;
    private const long MostGrowth = 64 * 1024 * 1024;
    private static readonly byte[] Interesting = [0, 1, 9, 10, 13, 27, 32, 35, 36, 48, 57, 127, 128, 194, 226, 255];

    private readonly int _seed;
    private readonly Random _random;
    private readonly List<byte[]> _kept;
    private readonly HashSet<int> _seen = [];

    private Fuzzer(string corpus)
    {
        _seed = int.TryParse(
            Environment.GetEnvironmentVariable("FORUM_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var seed
        )
            ? seed
            : Random.Shared.Next();
        _random = new Random(_seed);
        _kept =
        [
            .. Directory.GetFiles(Path.Combine(Root(), "tests", "corpus", corpus)).Order().Select(File.ReadAllBytes),
        ];
        Assert.NotEmpty(_kept);
    }

    /// <summary>Feeds a parser.</summary>
    /// <param name="corpus">The folder of the first inputs.</param>
    /// <param name="parse">Parses an input, and says what it made of it. Throws when something is wrong.</param>
    public static void Run(string corpus, Func<byte[], int> parse) => new Fuzzer(corpus).Run(parse);

    private void Run(Func<byte[], int> parse)
    {
        foreach (var input in _kept.ToArray())
        {
            Feed(parse, input);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Time)
        {
            for (var i = 0; i < 100; i++)
            {
                Feed(parse, Breed());
            }
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < MostGrowth, $"Memory grew by {growth} bytes. Replay with FORUM_TEST_SEED={_seed}.");
    }

    private static TimeSpan Time =>
        TimeSpan.FromSeconds(
            double.TryParse(
                Environment.GetEnvironmentVariable("FORUM_FUZZ_SECONDS"),
                CultureInfo.InvariantCulture,
                out var seconds
            )
                ? seconds
                : 1
        );

    private void Feed(Func<byte[], int> parse, byte[] input)
    {
        int what;
        try
        {
            what = parse(input);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"Seed {_seed}. Input (base64): {Convert.ToBase64String(input)}\n{error}",
                error
            );
        }

        if (_seen.Add(what) && _kept.Count < MostKept)
        {
            _kept.Add(input);
        }
    }

    private byte[] Breed()
    {
        List<byte> child = [.. Pick()];
        for (var changes = 1 + _random.Next(4); changes > 0; changes--)
        {
            Change(child);
        }

        return [.. child.Take(LargestInput)];
    }

    private void Change(List<byte> child)
    {
        var at = _random.Next(child.Count + 1);
        var length = Math.Min(_random.Next(1, 17), child.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < child.Count:
                child[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < child.Count:
                child[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 2:
                child.Insert(at, (byte)_random.Next(256));
                break;
            case 3:
                child.RemoveRange(at, length);
                break;
            case 4:
                child.InsertRange(at, child.GetRange(at, length).ToArray());
                break;
            case 5:
                var other = Pick();
                var from = _random.Next(other.Length + 1);
                child.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from + 1)).ToArray());
                break;
            default:
                child.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), 1 << _random.Next(12)));
                break;
        }
    }

    private byte[] Pick() => _kept[_random.Next(_kept.Count)];

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Forum.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
