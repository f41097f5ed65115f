using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;
using Microsoft.Reactive.Testing;

namespace Forum.ClientApp.Tests.Session;

/// <summary>The whole client but its terminal and its sockets, in virtual time.</summary>
internal sealed class ClientUnderTest
{
    private static readonly long OneMillisecond = TimeSpan.FromMilliseconds(1).Ticks;
    private readonly Subject<Happening> _happenings = new();
    private readonly RecordingStore _store = new();
    private readonly RecordingFiles _files = new();

    public ClientUnderTest(
        ClientSettings? settings = null,
        PromptLine? prompt = null,
        bool isServerUp = true,
        bool isServerSilent = false,
        string[]? facts = null
    )
    {
        Server.IsSilent = isServerSilent;
        Server.Facts = facts ?? Server.Facts;
        Server.IsUp = isServerUp;
        var initial = new ClientState
        {
            Settings =
                settings
                ?? new ClientSettings
                {
                    Host = "here",
                    Port = 12000,
                    UdpPort = 8000,
                },
            Prompt = prompt ?? new PromptLine(),
            Link = new ServerLink { Jitter = 42 },
        };
        State = initial;
        var effects = new EffectPerformer(
            Server.Connect,
            new CurrentConnection(),
            _files,
            _store,
            () => (Suspending ?? (() => Suspensions++))(),
            Scheduler
        );
        var ticks = Observable.Interval(TimeSpan.FromSeconds(1), Scheduler).Select(_ => new Ticked());
        ClientLoop
            .Run(initial, Observable.Merge(_happenings, ticks, _files.Offers), effects.Perform, Scheduler)
            .Subscribe(States.Add, () => HasEnded = true);
        Happen(new Started());
    }

    public TestScheduler Scheduler { get; } = new();

    public FakeServer Server { get; } = new();

    public List<ClientState> States { get; } = [];

    public ClientState State
    {
        get => States.LastOrDefault() ?? field;
    }

    public bool HasEnded { get; private set; }

    public int Suspensions { get; private set; }

    /// <summary>What suspending does; null: it is counted.</summary>
    public Action? Suspending { get; set; }

    /// <summary>What the store fails with; null: it keeps.</summary>
    public Exception? StoreFailure
    {
        set => _store.Failure = value;
    }

    public List<string> KeptLines => _store.Lines;

    public Dictionary<string, ReadingMark> KeptMarks => _store.Marks;

    public RecordingFiles Files => _files;

    public string Line => State.Prompt.Editor.Text;

    /// <summary>What was said, in words.</summary>
    public string[] Said => [.. State.Transcript.Entries.OfType<Notice>().Select(notice => notice.Text)];

    public T[] Shown<T>()
        where T : Entry => [.. State.Transcript.Entries.OfType<T>()];

    public ClientUnderTest Happen(Happening what)
    {
        _happenings.OnNext(what);
        return Wait(TimeSpan.FromTicks(OneMillisecond));
    }

    public ClientUnderTest Wait(TimeSpan time)
    {
        Scheduler.AdvanceBy(time.Ticks);
        return this;
    }

    public ClientUnderTest Press(KeyCode code, KeyModifiers modifiers = KeyModifiers.None) =>
        Press(new Key(code, "", modifiers));

    public ClientUnderTest Press(Key key) => Happen(new KeyPressed(key));

    public ClientUnderTest Type(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Press(Key.Typed(rune.ToString()));
        }

        return this;
    }

    public ClientUnderTest Enter(string line) => Type(line).Press(KeyCode.Enter);

    public ClientUnderTest Answer(int code, params string[] lines)
    {
        Server.Answer(code, lines);
        return Wait(TimeSpan.FromTicks(OneMillisecond));
    }

    public ClientUnderTest Tell(ForumEvent what)
    {
        Server.Tell(what);
        if (what is FileOffered offer)
        {
            _files.Offer(offer);
        }

        return Wait(TimeSpan.FromTicks(OneMillisecond));
    }

    public ClientUnderTest HangUp()
    {
        Server.HangUp();
        return Wait(TimeSpan.FromTicks(OneMillisecond));
    }

    /// <summary>Logs in as yoda and answers all that a client asks at first; hans is there.</summary>
    public ClientUnderTest LogIn()
    {
        Answer(200, "UDP port 8000").Enter("yoda").Enter("comp9331").Answer(331, "Password required");
        Answer(230, "Welcome to TOOM!");
        if (State.Settings is { IsLive: true, IsPlain: false })
        {
            Answer(200, "Subscribed").Answer(215, "hans; 127.0.0.1; 8001; 23 Feb 2021 15:00:00", "1 active users");
        }

        Server.Lines.Clear();
        return this;
    }

    /// <summary>Answers all that a client asks when it logs in again by itself.</summary>
    public ClientUnderTest Rejoin(params string[] missed)
    {
        Answer(200, "UDP port 8000").Answer(331, "Password required").Answer(230, "Welcome to TOOM!");
        Answer(missed.Length == 0 ? 204 : 215, [.. missed, "end"]);
        return Answer(200, "Subscribed").Answer(204, "no other active user");
    }

    private sealed class RecordingStore : IClientStore
    {
        public List<string> Lines { get; } = [];

        public Dictionary<string, ReadingMark> Marks { get; } = [];

        public Exception? Failure { get; set; }

        public void Keep(string line)
        {
            Fail(Failure);
            Lines.Add(line);
        }

        public void Keep(string user, ReadingMark mark)
        {
            Fail(Failure);
            Marks[user] = mark;
        }
    }

    internal sealed class RecordingFiles : IFileMover
    {
        public List<Effect> Done { get; } = [];

        public string? Problem { get; set; }

        public Subject<Happening> Moves { get; } = new();

        public IObservable<Happening> Send(SendFile file) => Begin(file);

        public IObservable<Happening> Send(SendToMany files) => Begin(files);

        public IObservable<Happening> LookAt(LookAtParts parts) => Begin(parts);

        public IObservable<Happening> Take(TakeFile file) => Begin(file);

        /// <summary>What everything here fails with; null: it succeeds.</summary>
        public Exception? Failure { get; set; }

        /// <summary>As the library's client gives them: an offer, and whether it can be taken.</summary>
        public Subject<Happening> Judged { get; } = new();

        public IObservable<Happening> Offers => Judged;

        public void Offer(FileOffered offer) => Judged.OnNext(new OfferJudged(offer, Problem));

        public void Refuse(RefuseFile file)
        {
            Fail(Failure);
            Done.Add(file);
        }

        public List<string> Names { get; } = [];

        public void BeKnownAs(string user)
        {
            Fail(Failure);
            Names.Add(user);
        }

        public void Remember(RememberPeer peer)
        {
            Fail(Failure);
            Done.Add(peer);
        }

        public void Stop(int id)
        {
            Fail(Failure);
            Done.Add(new StopFile(id));
        }

        private Subject<Happening> Begin(Effect effect)
        {
            Fail(Failure);
            Done.Add(effect);
            return Moves;
        }
    }

    private static void Fail(Exception? failure)
    {
        if (failure is not null)
        {
            throw failure;
        }
    }
}
