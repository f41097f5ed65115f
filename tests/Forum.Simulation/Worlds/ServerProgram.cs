using System.Reactive.Linq;
using DynamicData;
using Forum.Reactive;
using Forum.Reactive.Log;
using Forum.Reactive.Server;
using Forum.Reactive.Testing;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Simulation.Worlds;

/// <summary>The server's machine: its disk, and the program that runs, crashes and is started again.</summary>
internal sealed class ServerProgram(World world, SimulatedHost host)
{
    private int _lives;
    private MemoryTextFile? _messageLog;
    private MemoryTextFile? _userLog;
    private bool _isStopping;

    public SimulatedJournal Journal { get; } = new(world.Seed, world.Plan.Journal);

    public SimulatedHost Host => host;

    public ForumServer? Server { get; private set; }

    /// <summary>Whether the program runs, and the log has caught up.</summary>
    public bool IsUp { get; private set; }

    public void Start()
    {
        host.Start();
        _lives++;
        _isStopping = false;
        world.Tell("server", "starts");
        world.Checker.Restart();
        var log = world.Faults.Log(Journal, world.Checker.See);
        var network = world.Faults.ServerNetwork(host);
        Server = ForumServer.Start(Options(), log, network, host.StartLoop("views"));
        Server.Faults.Subscribe(Report);
        Server.Status.OfType<LogStatus.CaughtUp>().Take(1).Subscribe(_ => CaughtUp());
        _messageLog = new MemoryTextFile(world.Clock);
        _userLog = new MemoryTextFile(world.Clock);
        Server.WriteMessageLog(_messageLog);
        Server.WriteUserLog(_userLog);
    }

    /// <summary>The machine fails.</summary>
    public void Crash()
    {
        End("crashes");
        host.Crash();
        Journal.Crash();
    }

    /// <summary>The program is killed.</summary>
    public void Kill()
    {
        End("is killed");
        host.Kill();
        Journal.Crash();
    }

    /// <summary>The program ends in an orderly way.</summary>
    public void Stop(Action stopped)
    {
        if (Server is { } server && !_isStopping)
        {
            _isStopping = true;
            world.Tell("server", "stops");
            server
                .Stop()
                .Subscribe(_ =>
                {
                    if (Server == server)
                    {
                        End("has stopped");
                        stopped();
                    }
                });
        }
    }

    /// <summary>The text files cannot be written for a while, or can again.</summary>
    public void SpoilFiles(bool spoilt)
    {
        var failure = spoilt ? new IOException("No space left on device") : null;
        _messageLog?.Failure = failure;
        _userLog?.Failure = failure;
    }

    /// <summary>All is quiet: whatever shows the forum shows what it is.</summary>
    public void CheckViews()
    {
        Compare("messagelog.txt", _messageLog!.Lines, world.Model.MessageLog);
        Compare("userlog.txt", _userLog!.Lines, world.Model.UserLog);
        string[] users = [.. Server!.ActiveUsers.Items.OrderBy(user => user.Since).Select(user => user.Name)];
        Compare("the cache of users", [.. users.Order()], [.. world.Model.Users.Select(user => user.Name).Order()]);
        Compare("the number of messages", [$"{Server.Messages.Count}"], [$"{world.Model.Board.Count}"]);
    }

    private ForumServerOptions Options() =>
        new()
        {
            Credentials = world.Faults.Authenticator(
                new SimulatedAuthenticator(
                    world.Passwords,
                    world.Plan.VerifyingTakes,
                    host.StartLoop("passwords"),
                    new Chance(world.Seed, $"passwords {_lives}")
                )
            ),
            Port = World.Port,
            Entropy = Entropy.FromSeed(world.Seed),
            MaxFailures = world.Plan.MaxFailures,
            MaxFailuresPerMinute = world.Plan.MaxFailuresPerMinute,
            MaxConnections = world.Plan.MaxConnections,
            IdleTimeout = world.Plan.IdleTimeout,
            TimeZone = TimeZoneInfo.Utc,
        };

    private void CaughtUp()
    {
        IsUp = true;
        world.Tell("server", $"is up at {Journal.Position}");
        if (world.Checker.Position != Journal.Position)
        {
            world.Report($"{world.Checker.Position} entries were acknowledged, and {Journal.Position} are there");
        }
    }

    private void End(string how)
    {
        world.Tell("server", how);
        (Server, IsUp) = (null, false);
    }

    private void Report(Exception fault)
    {
        if (fault is not IOException)
        {
            world.Report($"The server has a fault: {fault}");
        }
    }

    private void Compare(string what, string[] got, string[] expected)
    {
        if (!got.SequenceEqual(expected, StringComparer.Ordinal))
        {
            var at = got.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
            world.Report(
                $"{what} differs from line {at + 1} on: {got.ElementAtOrDefault(at)} where "
                    + $"{expected.ElementAtOrDefault(at)} is right ({got.Length} lines for {expected.Length})"
            );
        }
    }
}
