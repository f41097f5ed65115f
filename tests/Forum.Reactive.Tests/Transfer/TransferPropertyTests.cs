using Forum.Reactive.Transfer;
using Forum.Reactive.Transport.Simulation;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Forum.Reactive.Tests.Transfer;

public class TransferPropertyTests
{
    /// <summary>A link and a file, from one number that replays it.</summary>
    private sealed record Case(int Seed, int Size, SimulatedLink Link)
    {
        public static Case Of(int seed)
        {
            var random = new Random(seed);
            var size = random.Next(4) switch
            {
                0 => random.Next(3),
                1 => random.Next(5_000),
                2 => random.Next(300_000),
                _ => random.Next(3_000_000),
            };
            return new Case(
                seed,
                size,
                new SimulatedLink
                {
                    Rate = (long)(2e6 * Math.Pow(500, random.NextDouble())),
                    Delay = TimeSpan.FromMilliseconds(100 * Math.Pow(random.NextDouble(), 2)),
                    QueueBytes = 20_000 + random.Next(1 << 20),
                    Loss = Sometimes(random, 0.2),
                    Repetition = Sometimes(random, 0.1),
                    Reordering = Sometimes(random, 0.2),
                    Damage = Sometimes(random, 0.05),
                    Mtu = 1280 + random.Next(300),
                    InterfaceMtu = random.Next(2) == 0 ? 1500 : 65535,
                }
            );
        }

        private static double Sometimes(Random random, double most) =>
            random.Next(2) == 0 ? 0 : most * random.NextDouble();
    }

    [Property(MaxTest = 60)]
    public Property On_any_link_the_file_arrives_identical_in_bounded_time() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => ArrivesInTime(Case.Of(seed)));

    /// <summary>Within a minute, and ten times what the rate allows after losses.</summary>
    private static bool ArrivesInTime(Case @case)
    {
        var world = new TransferWorld(@case.Seed, @case.Link);
        var content = TransferWorld.Noise(@case.Seed, @case.Size);
        var id = world.Send(world.Yoda, world.Hans, "x", content);
        world.RunUntilEnded(id, TimeSpan.FromSeconds(60 + (10 * 8.0 * @case.Size / @case.Link.Rate)));
        world.Yoda.Ending<TransferCompleted>(id);
        return world.Hans.Files["yoda_x"].AsSpan().SequenceEqual(content);
    }
}
