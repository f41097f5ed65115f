using Forum.Reactive.Transport.Simulation;

namespace Forum.Simulation.Worlds;

/// <summary>What befalls people and the server.</summary>
internal sealed class Mishaps(World world)
{
    private readonly HashSet<SimulatedHost> _off = [];
    private bool _isRestarting;

    public void Befall(Step step)
    {
        var choice = new Chance(step.Number, "mishap");
        var person = world.People[step.Who];
        switch (step.Kind)
        {
            case StepKind.CutOff:
                CutOff(person, choice);
                break;
            case StepKind.Rejoin:
                world.Network.Heal();
                break;
            case StepKind.CrashClient:
                CrashClient(person, choice);
                break;
            case StepKind.SleepClient:
                person.Host.Sleep();
                break;
            case StepKind.WakeClient:
                world.People.ToList().ForEach(each => each.Host.Wake());
                break;
            case StepKind.BadLink:
            case StepKind.GoodLink:
                SetLink(person, step.Kind == StepKind.BadLink ? Plan.LinkOf(choice) : new SimulatedLink());
                break;
            case StepKind.FillClientDisk:
                person.Files.Room = choice.Next(60_000);
                break;
            default:
                BefallServer(step.Kind, choice, person);
                break;
        }
    }

    /// <summary>From here on nothing bad happens, and what is down comes up.</summary>
    public void MendAll()
    {
        world.Network.Heal();
        MendDisk();
        foreach (var person in world.People)
        {
            person.Host.Wake();
            person.Files.Room = long.MaxValue;
            SetLink(person, new SimulatedLink { Delay = TimeSpan.FromMilliseconds(5) });
            Restart(person);
        }

        RestartServer();
    }

    private void BefallServer(StepKind kind, Chance choice, Person person)
    {
        switch (kind)
        {
            case StepKind.CrashServer when world.Server.Server is not null:
                world.Server.Crash();
                RestartServerLater(choice);
                break;
            case StepKind.KillServer when world.Server.Server is not null:
                world.Server.Kill();
                RestartServerLater(choice);
                break;
            case StepKind.StopServer:
                world.Server.Stop(() => RestartServerLater(choice));
                break;
            case StepKind.FillDisk:
                world.Server.Journal.IsFull = true;
                break;
            case StepKind.BreakDisk:
                world.Server.Journal.IsBroken = true;
                break;
            case StepKind.MendDisk:
                MendDisk();
                break;
            case StepKind.SetClock:
                world.Server.Host.ClockOffset +=
                    choice.OneOf(1, 20, 3600) * TimeSpan.FromSeconds(choice.Between(-10, 10) / 10.0);
                break;
            case StepKind.Disconnect:
                world.Server.Server?.Disconnect(person.Name).Subscribe(_ => { }, _ => { });
                break;
            case StepKind.PostAs:
                world.Server.Server?.Post(person.Name, "from the host").Subscribe(_ => { }, _ => { });
                break;
            case StepKind.SpoilFiles:
                world.Server.SpoilFiles(true);
                break;
        }
    }

    private void CutOff(Person person, Chance choice)
    {
        var other = choice.Happens(0.7) ? world.Server.Host : world.People[choice.Next(world.PeopleCount)].Host;
        switch (choice.Next(3))
        {
            case 0:
                world.Network.CutOneWay(person.Host, other);
                break;
            case 1:
                world.Network.CutOneWay(other, person.Host);
                break;
            default:
                world.Network.Cut(person.Host, other);
                break;
        }
    }

    private void CrashClient(Person person, Chance choice)
    {
        if (choice.Happens(0.5))
        {
            person.Host.Crash();
        }
        else
        {
            person.Host.Kill();
        }

        person.Vanish();
        _off.Add(person.Host);
        world.Later(TimeSpan.FromMilliseconds(choice.Next(30_000)), () => Restart(person));
    }

    private void Restart(Person person)
    {
        if (_off.Remove(person.Host))
        {
            person.Host.Start();
            person.StartFiles();
        }
    }

    private void RestartServerLater(Chance choice)
    {
        _isRestarting = true;
        world.Later(TimeSpan.FromMilliseconds(choice.Next(8000)), RestartServer);
    }

    private void RestartServer()
    {
        if (_isRestarting && world.Server.Server is null)
        {
            _isRestarting = false;
            world.Server.Start();
        }
    }

    private void MendDisk()
    {
        world.Server.Journal.IsFull = world.Server.Journal.IsBroken = false;
        world.Server.SpoilFiles(false);
    }

    private void SetLink(Person person, SimulatedLink link)
    {
        person.Host.SetLinkTo(world.Server.Host, link);
        world.Server.Host.SetLinkTo(person.Host, link);
        foreach (var other in world.People.Where(other => other != person))
        {
            person.Host.SetLinkTo(other.Host, link);
            other.Host.SetLinkTo(person.Host, link);
        }
    }
}
