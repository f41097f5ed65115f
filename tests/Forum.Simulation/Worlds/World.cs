using System.Reactive.Concurrency;
using Forum.Reactive.Testing;
using Forum.Reactive.Transport.Simulation;
using Forum.Simulation.Faults;
using Forum.Simulation.Model;

namespace Forum.Simulation.Worlds;

/// <summary>A server, people, and what befalls them, in virtual time: all of it from one plan.</summary>
internal sealed class World : IDisposable
{
    public const int Port = 12000;
    private static readonly DateTimeOffset Beginning = new(2021, 2, 23, 15, 0, 0, TimeSpan.Zero);
    private readonly List<Person> _people = [];
    private readonly List<Talk> _talks = [];
    private readonly WireHash _wire = new();
    private readonly Mishaps _mishaps;

    public World(Plan plan, Fault fault = Fault.None)
    {
        Plan = plan;
        Clock = new SimulatedClock(Beginning);
        Network = new SimulatedNetwork(Clock, plan.Seed, plan.Link, plan.Tcp);
        Faults = new PlantedFault(fault, plan.Seed);
        Passwords = Enumerable.Range(0, plan.People).ToDictionary(who => $"user{who}", Person.PasswordOf);
        Transfers = new TransferLedger(Report);
        Checker = new Checker(id => _talks.ElementAtOrDefault(id), () => Now, Report);
        Server = new ServerProgram(this, Network.AddHost("server", "10.0.0.1"));
        _mishaps = new Mishaps(this);
        for (var who = 0; who < plan.People; who++)
        {
            _people.Add(new Person(this, who, Network.AddHost($"host{who}", $"10.0.1.{who + 1}")));
        }
    }

    public Plan Plan { get; }

    public int Seed => Plan.Seed;

    public SimulatedClock Clock { get; }

    public SimulatedNetwork Network { get; }

    public PlantedFault Faults { get; }

    public ServerProgram Server { get; }

    public Checker Checker { get; }

    public ModelForum Model => Checker.Model;

    public TransferLedger Transfers { get; }

    public IReadOnlyDictionary<string, string> Passwords { get; }

    public IReadOnlyList<Person> People => _people;

    public int PeopleCount => _people.Count;

    /// <summary>Ticks since the beginning.</summary>
    public long Now => Network.Elapsed.Ticks;

    /// <summary>What happened, a line each.</summary>
    public Chronicle Chronicle { get; } = new();

    /// <summary>The first thing that must not be; null: so far all is well.</summary>
    public string? Violation { get; private set; }

    /// <summary>Lets everything of the plan happen, then lets the world come to rest, and sees whether all is as it must be.</summary>
    public WorldResult Run()
    {
        using var hearing = Network.Wire.Subscribe(_wire);
        try
        {
            new Course(this, _mishaps).Run();
        }
#pragma warning disable CA1031 // Whatever is thrown out of a world is a finding.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Report($"Thrown: {error}");
        }

        return new WorldResult(Plan, Violation, Network.Elapsed, Chronicle, $"{Chronicle.Hash} {_wire.Value}");
    }

    public void Report(string violation)
    {
        Violation ??= violation;
        Tell("!", violation);
    }

    public void Tell(string who, string what) => Chronicle.Add(Network.Elapsed, who, what);

    public Talk NewTalk(Person person)
    {
        var talk = new Talk(
            _talks.Count,
            person.Name,
            person.Host.Interfaces[0].Addresses[0].ToString(),
            Passwords,
            Report
        );
        _talks.Add(talk);
        return talk;
    }

    /// <summary>A client sends a line now.</summary>
    public SentLine Sent(string line)
    {
        Transfers.See(line);
        var wall = Clock.Now + Server.Host.ClockOffset;
        return new SentLine(line, Now, wall > Model.Time ? wall : Model.Time);
    }

    /// <summary>Lets something happen later.</summary>
    public void Later(TimeSpan wait, Action act) =>
        Clock.Schedule(
            act,
            wait,
            (_, act) =>
            {
                act();
                return System.Reactive.Disposables.Disposable.Empty;
            }
        );

    public void Dispose()
    {
        Network.Dispose();
        _wire.Dispose();
    }
}

/// <summary>What came of a world.</summary>
/// <param name="Plan">What it was made from.</param>
/// <param name="Violation">What must not be; null: all is well.</param>
/// <param name="Time">How long it lasted, in its own time.</param>
/// <param name="Chronicle">What happened.</param>
/// <param name="Hash">The same for the same run, to the last byte on the wire.</param>
internal sealed record WorldResult(Plan Plan, string? Violation, TimeSpan Time, Chronicle Chronicle, string Hash);
