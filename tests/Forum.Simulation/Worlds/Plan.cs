using Forum.Reactive.Testing;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Simulation.Worlds;

/// <summary>All that a world is made from: two worlds of the same plan are the same to the last byte.</summary>
internal sealed record Plan(int Seed)
{
    public required int People { get; init; }

    public required int MaxFailures { get; init; }

    public required int MaxFailuresPerMinute { get; init; }

    public required int MaxConnections { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    public required TimeSpan VerifyingTakes { get; init; }

    public required SimulatedJournalOptions Journal { get; init; }

    public required SimulatedTcpOptions Tcp { get; init; }

    public required SimulatedLink Link { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The world of a seed.</summary>
    public static Plan Of(int seed)
    {
        var chance = new Chance(seed, "plan");
        var people = chance.Happens(0.05) ? chance.Between(7, 20) : chance.Between(1, 5);
        return new Plan(seed)
        {
            People = people,
            MaxFailures = chance.Between(1, 5),
            MaxFailuresPerMinute = chance.Happens(0.2) ? chance.Between(1, 6) : 60,
            MaxConnections = chance.Happens(0.1) ? chance.Between(2, 6) : 20_000,
            IdleTimeout = chance.Happens(0.15) ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(15),
            VerifyingTakes = chance.OneOf(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(400)),
            Journal = JournalOf(chance),
            Tcp = TcpOf(chance),
            Link = LinkOf(chance),
            Steps = [.. StepsOf(chance, people)],
        };
    }

    private static SimulatedJournalOptions JournalOf(Chance chance) =>
        new()
        {
            MostDelay = chance.OneOf(TimeSpan.Zero, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(300)),
            SnapshotEvery = chance.OneOf(0, 0, 5, 40),
            ReplayedAtOnce = chance.OneOf(1, 7, 1024),
        };

    private static SimulatedTcpOptions TcpOf(Chance chance) =>
        new()
        {
            Window = chance.OneOf(64 * 1024, 64 * 1024, 4 * 1024, 600),
            UserTimeout = TimeSpan.FromSeconds(90),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };

    /// <summary>A link as one finds them, from perfect to miserable.</summary>
    public static SimulatedLink LinkOf(Chance chance) =>
        chance.Next(5) switch
        {
            0 => new SimulatedLink(),
            1 => new SimulatedLink { Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(1) },
            2 => new SimulatedLink
            {
                Delay = TimeSpan.FromMilliseconds(30),
                Jitter = TimeSpan.FromMilliseconds(10),
                Loss = 0.01,
                Reordering = 0.02,
                Repetition = 0.01,
            },
            3 => new SimulatedLink
            {
                Rate = 2_000_000,
                QueueBytes = 30_000,
                Delay = TimeSpan.FromMilliseconds(10),
                Loss = 0.005,
                Stalls = 0.01,
                Damage = 0.01,
            },
            _ => new SimulatedLink
            {
                Delay = TimeSpan.FromMilliseconds(60),
                Jitter = TimeSpan.FromMilliseconds(40),
                Loss = 0.03,
                Bursts = 0.01,
                BurstTime = TimeSpan.FromMilliseconds(300),
                Repetition = 0.03,
                Reordering = 0.05,
                Damage = 0.02,
                Mtu = 1300,
            },
        };

    private static IEnumerable<Step> StepsOf(Chance chance, int people)
    {
        var isStorm = chance.Happens(0.3); // Everything at once
        var duration = TimeSpan.FromSeconds(isStorm ? chance.Between(1, 4) : chance.Between(10, 70));
        List<Step> steps = [];
        for (var who = 0; who < people; who++)
        {
            var doings = chance.Between(5, 50);
            for (var i = 0; i < doings; i++)
            {
                steps.Add(new Step(chance.Time(duration), Doing(chance), who, chance.Next(int.MaxValue)));
            }
        }

        var mishaps = chance.Happens(0.25) ? 0 : chance.Between(1, isStorm ? 20 : 10);
        for (var i = 0; i < mishaps; i++)
        {
            steps.Add(new Step(chance.Time(duration), Mishap(chance), chance.Next(people), chance.Next(int.MaxValue)));
        }

        return steps.OrderBy(step => step.At);
    }

    private static StepKind Doing(Chance chance) =>
        chance.Next(100) switch
        {
            < 4 => StepKind.LogIn,
            < 11 => StepKind.LogInWrongly,
            < 14 => StepKind.LogInAsAnother,
            < 20 => StepKind.Take,
            < 34 => StepKind.Post,
            < 38 => StepKind.PostMany,
            < 48 => StepKind.Edit,
            < 57 => StepKind.Delete,
            < 62 => StepKind.ReadSince,
            < 66 => StepKind.ReadAfter,
            < 69 => StepKind.List,
            < 76 => StepKind.Follow,
            < 78 => StepKind.Unfollow,
            < 80 => StepKind.Port,
            < 82 => StepKind.Idle,
            < 84 => StepKind.Nonsense,
            < 86 => StepKind.Out,
            < 88 => StepKind.HangUp,
            < 96 => StepKind.SendFile,
            < 98 => StepKind.AnswerOffer,
            _ => StepKind.CancelOffer,
        };

    private static StepKind Mishap(Chance chance) =>
        chance.OneOf(
            StepKind.CutOff,
            StepKind.CutOff,
            StepKind.Rejoin,
            StepKind.CrashClient,
            StepKind.SleepClient,
            StepKind.WakeClient,
            StepKind.BadLink,
            StepKind.GoodLink,
            StepKind.FillClientDisk,
            StepKind.CrashServer,
            StepKind.CrashServer,
            StepKind.KillServer,
            StepKind.StopServer,
            StepKind.FillDisk,
            StepKind.BreakDisk,
            StepKind.MendDisk,
            StepKind.MendDisk,
            StepKind.SetClock,
            StepKind.Disconnect,
            StepKind.PostAs,
            StepKind.SpoilFiles
        );
}
