using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transport.Simulation;
using Forum.Simulation.Model;

namespace Forum.Simulation.Worlds;

/// <summary>Somebody with a machine, a client on it, and files.</summary>
internal sealed partial class Person : IDisposable
{
    private readonly World _world;
    private ForumClient? _client;
    private bool _isConnecting;

    public Person(World world, int number, SimulatedHost host)
    {
        (_world, Number, Host) = (world, number, host);
        Name = $"user{number}";
        Password = PasswordOf(number);
        StartFiles();
    }

    public int Number { get; }

    public string Name { get; }

    public string Password { get; }

    public SimulatedHost Host { get; }

    /// <summary>The last connection that was made.</summary>
    public Talk? Talk { get; private set; }

    /// <summary>Whether there is a connection that the client believes in.</summary>
    public bool IsConnected => _client is not null && Talk is { HasEnded: false };

    public static string PasswordOf(int number) => $"secret {number}";

    public void Do(Step step)
    {
        if (!Host.IsOn || _exchange is null)
        {
            return;
        }

        var choice = new Chance(step.Number, "doing");
        if (step.Kind == StepKind.Connect || !IsConnected)
        {
            Connect(logsIn: choice.Happens(0.7));
            return;
        }

        var needsLogIn = step.Kind is > StepKind.Take and < StepKind.Out or > StepKind.HangUp;
        if (needsLogIn && Talk!.Dialogue.Login == 0 && choice.Happens(0.9))
        {
            Await(_client!.LogIn(Name, Password));
        }

        DoConnected(step.Kind, choice);
    }

    /// <summary>Sends a line.</summary>
    public void Send(string line)
    {
        if (IsConnected)
        {
            Await(_client!.Send(line));
        }
    }

    public void HangUp() => _client?.Dispose();

    /// <summary>The machine failed, or the program was killed: nothing of it is left but what is on its disk.</summary>
    public void Vanish()
    {
        _client = null;
        _isConnecting = false;
        Talk?.HasEnded = true;
        LoseFiles();
    }

    public void Dispose()
    {
        HangUp();
        StopFiles();
    }

    private void DoConnected(StepKind kind, Chance choice)
    {
        switch (kind)
        {
            case StepKind.LogIn:
                Await(_client!.LogIn(Name, Password));
                break;
            case StepKind.LogInWrongly:
                LogInWrongly(choice);
                break;
            case StepKind.LogInAsAnother:
                LogInAsAnother(choice);
                break;
            case StepKind.Take:
                Send($"USER {Name}");
                Send($"PASS {Password}");
                Send("TAKE");
                break;
            case StepKind.Out:
                Await(_client!.LogOut());
                break;
            case StepKind.HangUp:
                HangUp();
                break;
            case StepKind.SendFile:
                SendFile(choice);
                break;
            case StepKind.AnswerOffer:
                AnswerSomeOffer(choice);
                break;
            case StepKind.CancelOffer:
                CancelSomething(choice);
                break;
            default:
                new Writing(_world.Model, Name, choice).Lines(kind).ToList().ForEach(Send);
                break;
        }
    }

    private void LogInWrongly(Chance choice)
    {
        if (Talk!.Dialogue.Login != 0)
        {
            HangUp(); // The next one is a stranger.
            return;
        }

        Send($"USER {Name}");
        for (var i = choice.Between(1, 4); i > 0; i--)
        {
            Send(choice.Happens(0.15) ? $"PASS {Password}" : "PASS guess");
        }
    }

    private void LogInAsAnother(Chance choice)
    {
        var other = choice.Next(_world.PeopleCount + 1);
        Send($"USER user{other}");
        Send(choice.Happens(0.5) ? $"PASS {PasswordOf(other)}" : "PASS guess");
    }

    private void Connect(bool logsIn)
    {
        if (_isConnecting)
        {
            return;
        }

        _isConnecting = true;
        Talk? talk = null;
        var network = new TalkNetwork(Host, line => talk?.Lines.Add(_world.Sent(line)));
        ForumClient
            .Connect("server", World.Port, network, _exchange)
            .Subscribe(
                client =>
                {
                    talk = _world.NewTalk(this);
                    Begin(client, talk);
                    if (logsIn)
                    {
                        Await(client.LogIn(Name, Password));
                    }
                },
                error =>
                {
                    _isConnecting = false;
                    Tell(error.Message);
                }
            );
    }

    private void Begin(ForumClient client, Talk talk)
    {
        (_client, Talk, _isConnecting) = (client, talk, false);
        talk.Greeted();
        client.Replies.Subscribe(reply =>
        {
            Tell($"{reply.Code} {reply.Text}");
            talk.Hear(reply);
        });
        client.Events.Subscribe(
            what =>
            {
                Tell(what.ToString());
                talk.Hear(what);
            },
            () =>
            {
                Tell("the connection has ended");
                talk.HasEnded = true;
            }
        );
        Send($"CAP sim {talk.Id}");
    }

    private void Await<T>(IObservable<T> result) =>
        result.Subscribe(
            _ => { },
            error =>
            {
                if (error is not (ForumException or IOException or ObjectDisposedException))
                {
                    _world.Report($"{Name} has an error of its client: {error.Message}");
                }
            }
        );

    private void Tell(string what) => _world.Tell(Name, what);
}
