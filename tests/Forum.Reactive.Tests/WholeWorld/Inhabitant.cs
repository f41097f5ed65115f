using System.Globalization;
using System.Reactive.Subjects;
using Forum.ClientApp;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.WholeWorld;

/// <summary>A person with the client for the terminal, whose keys are pressed here and whose screen is read here.</summary>
internal sealed class Inhabitant : IDisposable
{
    private readonly string _name;
    private readonly Action<string> _tell;
    private readonly ClientCore _client;
    private readonly Subject<Happening> _keys = new();
    private readonly IDisposable _running;
    private readonly Dictionary<int, long> _travelled = [];
    private ClientState _state;
    private int _shown;

    public Inhabitant(SimulatedHost host, string name, int seed, Action<string> tell)
    {
        (_name, _tell) = (name, tell);
        var loop = host.StartLoop("client");
        var options = new ClientOptions
        {
            Host = "public",
            Port = 12000,
            UdpPort = 8000,
        };
        _client = new ClientCore(
            options,
            new ClientSurroundings
            {
                Network = host,
                Scheduler = loop,
                Files = Files,
                Store = new NoStore(),
                Entropy = Entropy.FromSeed(seed),
            }
        );
        _state = _client.Initial(isPlain: false, isFedByProgram: false, new Dictionary<string, ReadingMark>());
        _running = _client.Run(_state, _keys, static () => { }, loop).Subscribe(See);
    }

    public MemoryFileStore Files { get; } = new();

    public Phase Phase => _state.Phase;

    /// <summary>Posts of others that stood on the screen.</summary>
    public int SeenPosts =>
        _state.Transcript.Entries.OfType<LiveMessage>().Count(shown => shown.Change == Change.Posted);

    public IEnumerable<string> Said => _state.Transcript.Entries.OfType<Notice>().Select(notice => notice.Text);

    /// <summary>Types a line and presses Enter.</summary>
    public void Enter(string line)
    {
        foreach (var rune in line.EnumerateRunes())
        {
            _keys.OnNext(new KeyPressed(Key.Typed(rune.ToString())));
        }

        _keys.OnNext(new KeyPressed(new Key(KeyCode.Enter, "", KeyModifiers.None)));
    }

    public void Dispose()
    {
        _running.Dispose();
        _client.Dispose();
        _keys.Dispose();
    }

    /// <summary>Tells what is new on the screen.</summary>
    private void See(ClientState state)
    {
        _state = state;
        foreach (var entry in state.Transcript.Entries.Skip(_shown))
        {
            Tell(WordsOf(entry));
        }

        _shown = state.Transcript.Entries.Count;
        foreach (var (id, transfer) in state.Files.Transfers)
        {
            if (_travelled.GetValueOrDefault(id, -1) != transfer.Bytes)
            {
                _travelled[id] = transfer.Bytes;
                Tell(string.Create(CultureInfo.InvariantCulture, $"{transfer.FileName} {transfer.Bytes}"));
            }
        }
    }

    private static string WordsOf(Entry entry) =>
        entry switch
        {
            Notice notice => notice.Text,
            LiveMessage live => $"{live.Change} #{live.Number} {live.Time} {live.User} {live.Text}",
            ClientApp.Session.Presence presence => $"{presence.User} {presence.IsHere}",
            EnteredLine entered => entered.IsSecret ? "(a secret)" : $"> {entered.Line}",
            _ => entry.GetType().Name,
        };

    private void Tell(string what) => _tell($"{_name}: {what}");

    private sealed class NoStore : IClientStore
    {
        public void Keep(string line) { }

        public void Keep(string user, ReadingMark mark) { }
    }
}
