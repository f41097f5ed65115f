namespace Forum.Simulation.Worlds;

/// <summary>How a world goes: its steps, then quiet, then everybody leaves, and nothing may be left.</summary>
internal sealed class Course(World world, Mishaps mishaps)
{
    /// <summary>Long enough for every time-out of TCP and of the server but the idle one, for every offer to lapse and for every transfer to give up.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(660);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    public void Run()
    {
        world.Server.Start();
        Happen();
        mishaps.MendAll();
        Pass(Quiet);
        AskAll();
        Check(CheckQuiet);
        Leave();
        Check(CheckEmpty);
        End();
    }

    private bool IsOver => world.Violation is not null;

    private void Happen()
    {
        foreach (var step in world.Plan.Steps)
        {
            Pass(step.At - world.Network.Elapsed);
            if (IsOver)
            {
                return;
            }

            world.Tell($"user{step.Who}", $"({step.Kind})");
            if (step.Kind < StepKind.CutOff)
            {
                world.People[step.Who].Do(step);
            }
            else
            {
                mishaps.Befall(step);
            }
        }

        Pass(TimeSpan.FromSeconds(2));
    }

    private void Pass(TimeSpan time)
    {
        if (!IsOver && time > TimeSpan.Zero)
        {
            world.Clock.PassUntil(() => IsOver, time);
        }
    }

    private void Check(Action check)
    {
        if (!IsOver)
        {
            check();
        }
    }

    /// <summary>Who believes to be connected asks something, and is answered.</summary>
    private void AskAll()
    {
        foreach (var person in world.People)
        {
            person.Send("NOOP");
        }

        Pass(Moment);
    }

    private void CheckQuiet()
    {
        if (!world.Server.IsUp)
        {
            world.Report("The server does not come up");
            return;
        }

        foreach (var person in world.People.Where(person => person.IsConnected))
        {
            if (person.Talk!.Unfinished is { } missing)
            {
                world.Report($"All is quiet, and for {person.Name} {missing}");
            }
        }

        CheckPresence();
        world.Transfers.CheckEnds();
        world.Server.CheckViews();
        if (world.Model.WaitingOffers > 0)
        {
            world.Report("All is quiet, and an offer waits");
        }
    }

    /// <summary>Who is logged in has a connection, and who has one that was logged in is.</summary>
    private void CheckPresence()
    {
        var logins = world
            .People.Where(person => person.IsConnected)
            .Select(person => person.Talk!.Dialogue.Login)
            .ToHashSet();
        if (world.Model.Users.Find(user => !logins.Contains(user.Login)) is { } ghost)
        {
            world.Report($"All is quiet, and {ghost.Name} is logged in without a connection");
        }

        if (
            logins.FirstOrDefault(login => login != 0 && world.Model.Users.TrueForAll(user => user.Login != login))
            is > 0
                and var lost
        )
        {
            world.Report($"All is quiet, and log-in {lost} has a connection and is not there");
        }
    }

    private void Leave()
    {
        foreach (var person in world.People)
        {
            if (person.Number % 2 == 0)
            {
                person.Send("OUT");
            }
            else
            {
                person.HangUp();
            }
        }

        Pass(Moment);
        foreach (var person in world.People)
        {
            person.Dispose();
        }

        Pass(Moment);
    }

    private void CheckEmpty()
    {
        var server = world.Server.Server!;
        Expect(0, world.Model.Users.Count, "users are logged in");
        Expect(0, server.ActiveUsers.Count, "users are in the cache");
        Expect(0, server.ConnectionCount, "connections are served");
        Expect(0, server.SubscriberCount, "subscribers are told");
        Expect(0, world.Model.OfferCount, "offers are there");
        foreach (var person in world.People)
        {
            Expect(0, person.Files.OpenHandles, $"files of {person.Name} are open");
        }
    }

    private void End()
    {
        var hasStopped = false;
        world.Server.Stop(() => hasStopped = true);
        Pass(Moment);
        if (!IsOver && !hasStopped)
        {
            world.Report("The server does not stop");
        }

        Pass(TimeSpan.FromHours(3)); // A timer that was cancelled counts until its time, and clocks were set by up to an hour.
        Check(() => Expect(0, world.Network.Pending, "things are still to come in an empty world"));
    }

    private void Expect(int expected, int got, string what)
    {
        if (got != expected)
        {
            world.Report($"Everybody has left, and {got} {what}");
        }
    }
}
