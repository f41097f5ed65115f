using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>A connection that logs in as u1, u2, ... and is then quiet until told what to do.</summary>
internal abstract class ForumUser : Connection
{
    private int _loginLines;

    protected ForumUser(Poller poller, int port, int id)
        : base(poller, port) => Id = id;

    public int Id { get; }

    public bool IsGreeted => _loginLines > 0;

    public bool IsLoggedIn => _loginLines == 3;

    protected sealed override void OnLine(ReadOnlySpan<byte> line)
    {
        if (IsLoggedIn)
        {
            OnAnswer(line);
        }
        else
        {
            LogIn(line);
        }
    }

    protected abstract void OnAnswer(ReadOnlySpan<byte> line);

    /// <summary>Ends the load if <paramref name="line"/> is not what was hoped for.</summary>
    protected static void Expect(ReadOnlySpan<byte> line, ReadOnlySpan<byte> start)
    {
        if (!line.StartsWith(start))
        {
            throw new LoadException($"wanted {Encoding.UTF8.GetString(start)}, got {Encoding.UTF8.GetString(line)}");
        }
    }

    private void LogIn(ReadOnlySpan<byte> line)
    {
        switch (_loginLines++)
        {
            case 0:
                Expect(line, "220 "u8);
                Write(Encoding.ASCII.GetBytes($"USER u{Id}\n"));
                break;
            case 1:
                Expect(line, "331 "u8);
                Write(Encoding.ASCII.GetBytes($"PASS p{Id}\n"));
                break;
            default:
                Expect(line, "230 "u8);
                break;
        }
    }
}

/// <summary>Logs in many users, a bounded number at once, so that the backlog is never what is measured.</summary>
internal static class Crowd
{
    private const int AtOnce = 256;

    public static IReadOnlyList<T> LogIn<T>(Poller poller, int count, Func<int, T> connect)
        where T : ForumUser
    {
        List<T> users = [];
        var loggedIn = 0;
        bool Advance()
        {
            while (loggedIn < users.Count && users[loggedIn].IsLoggedIn)
            {
                loggedIn++;
            }

            while (users.Count < count && users.Count - loggedIn < AtOnce)
            {
                users.Add(connect(users.Count + 1));
            }

            return loggedIn == count;
        }

        poller.RunUntil(Advance, TimeSpan.FromSeconds(60));
        return users;
    }
}
