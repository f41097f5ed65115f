using Forum.Load.Net;
using Forum.Load.Processes;
using Forum.Load.Users;

namespace Forum.Load.Parts;

/// <summary>A server with a board that one user has filled with messages of 50 bytes.</summary>
internal sealed class FilledBoard : IDisposable
{
    private const int Depth = 256;
    private const int Users = 1100;

    public FilledBoard(LoadOptions options, int messages, int depth = Depth)
    {
        Server = TargetProcess.Forum(options.Server, Users);
        Poller = new Poller();
        Window = new Window();
        Author = new Editor(Poller, Server.Port, id: 1, depth, Window, seed: messages);
        Poller.RunUntil(() => Author.IsLoggedIn, TimeSpan.FromSeconds(10));
        BytesBefore = Server.SettledBytes();
        Fill(messages);
    }

    public TargetProcess Server { get; }

    public Poller Poller { get; }

    /// <summary>Counts what <see cref="Author"/> does.</summary>
    public Window Window { get; }

    public Editor Author { get; }

    /// <summary>Memory of the server without a message.</summary>
    public long BytesBefore { get; }

    /// <summary>Logs in a further user.</summary>
    public T LogIn<T>(Func<Poller, int, T> connect)
        where T : ForumUser
    {
        var user = connect(Poller, Server.Port);
        Poller.RunUntil(() => user.IsLoggedIn, TimeSpan.FromSeconds(10));
        return user;
    }

    /// <summary>Waits until the server's second is over, so that what is posted now is later than all before.</summary>
    public static void AwaitNextSecond() => Thread.Sleep(1100);

    public void Dispose() => Server.Dispose();

    private void Fill(int messages)
    {
        (Author.Deed, Author.Limit) = (Deed.Post, messages);
        Author.Start();
        Poller.RunUntil(() => Author.Board.Count == messages && Author.IsQuiet, TimeSpan.FromSeconds(60));
        Author.Limit = 0;
    }
}
