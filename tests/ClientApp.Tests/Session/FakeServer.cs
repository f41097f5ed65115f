using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

/// <summary>A server that does what a test says.</summary>
internal sealed class FakeServer
{
    private Connection? _current;

    /// <summary>Whether it can be reached.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Whether it takes connections and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What sending fails with; null: it succeeds.</summary>
    public Exception? SendFailure { get; set; }

    /// <summary>What it says of itself when asked.</summary>
    public string[] Facts { get; set; } = ["OK"];

    /// <summary>How often somebody has tried to connect.</summary>
    public int Attempts { get; private set; }

    /// <summary>Every line that it was sent, over all connections.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The lines sent since the last look.</summary>
    public string[] NewLines()
    {
        var lines = Lines.ToArray();
        Lines.Clear();
        return lines;
    }

    /// <summary>Connects a client.</summary>
    public IObservable<IForumConnection> Connect() =>
        Observable.Defer(() =>
        {
            Attempts++;
            if (!IsUp)
            {
                return Observable.Throw<IForumConnection>(new IOException("connection refused"));
            }

            if (IsSilent)
            {
                return Observable.Never<IForumConnection>();
            }

            _current = new Connection(this);
            return Observable.Return<IForumConnection>(_current);
        });

    /// <summary>Answers the oldest request.</summary>
    public void Answer(int code, params string[] lines) => _current!.Told.OnNext(new Reply(code, lines));

    /// <summary>Tells an event.</summary>
    public void Tell(ForumEvent what) => _current!.Told.OnNext(what);

    /// <summary>Says something before it hangs up.</summary>
    public void SayFarewell(string text) => _current!.Told.OnNext(new Farewell(text));

    /// <summary>Ends the connection.</summary>
    public void HangUp() => _current!.Told.OnCompleted();

    private sealed class Connection(FakeServer server) : IForumConnection
    {
        public Subject<object> Told { get; } = new();

        public IObservable<object> Received => Told;

        public void Send(string line)
        {
            if (server.SendFailure is { } failure)
            {
                throw failure;
            }

            if (line == "CAP zone")
            {
                Told.OnNext(new Reply(200, server.Facts));
                return;
            }

            server.Lines.Add(line);
        }

        public IObservable<Reply> Ask(string line) => throw new NotSupportedException("Only what moves files asks so.");

        public void Dispose()
        {
            Told.OnCompleted(); // As the end of a real one is told, also by the hand of who ends it.
            Told.Dispose();
        }
    }
}
