using System.Globalization;

namespace Forum.Reactive.Tests.World;

/// <summary>
/// Random numbers of a seed that differs from run to run, and that a failure shows. To replay one:
/// <c>FORUM_TEST_SEED=12345 dotnet test --filter Name_of_the_test</c>.
/// </summary>
internal sealed class Seeded
{
    private readonly Random _random;

    public Seeded(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
    }

    private Seeded()
    {
        Seed = int.TryParse(
            Environment.GetEnvironmentVariable("FORUM_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var seed
        )
            ? seed
            : Random.Shared.Next();
        _random = new Random(Seed);
    }

    public int Seed { get; }

    /// <summary>Runs a random test; what it throws comes out with the seed that replays it.</summary>
    public static void Run(Action<Seeded> test)
    {
        var random = new Seeded();
        try
        {
            test(random);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Replay with FORUM_TEST_SEED={random.Seed}. {error.Message}", error);
        }
    }

    public int Next(int below) => _random.Next(below);

    public byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
