using System.Buffers;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Views;

/// <summary><c>userlog.txt</c>: <c>1; 19 Feb 2021 21:30:04; yoda; 129.64.1.11; 6666</c> (number; time of log-in; user; address;
/// UDP port) for each active user, in the order of arrival.</summary>
internal sealed class UserLog(Func<UsersSnapshot> users, AnswerWriter writer)
    : ITextFileContent<(IReadOnlyList<ActiveUser> Users, long Rewrites)>
{
    private const int LinesAtATime = 1024;

    public (IReadOnlyList<ActiveUser> Users, long Rewrites) Take()
    {
        var now = users();
        return ([.. now.ByArrival.Values], now.Rewrites);
    }

    public int CountOf((IReadOnlyList<ActiveUser> Users, long Rewrites) list) => list.Users.Count;

    public bool OnlyGrew(
        (IReadOnlyList<ActiveUser> Users, long Rewrites) before,
        (IReadOnlyList<ActiveUser> Users, long Rewrites) now
    ) => before.Rewrites == now.Rewrites;

    public int Write((IReadOnlyList<ActiveUser> Users, long Rewrites) list, int first, IBufferWriter<byte> lines)
    {
        writer.To(lines);
        var end = Math.Min(list.Users.Count, first + LinesAtATime);
        for (var i = first; i < end; i++)
        {
            var user = list.Users[i];
            writer
                .Number(i + 1)
                .Bytes("; "u8)
                .Time(user.Since)
                .Bytes("; "u8)
                .Text(user.Name)
                .Bytes("; "u8)
                .Text(user.Address)
                .Bytes("; "u8)
                .Number(user.UdpPort)
                .Bytes("\n"u8);
        }

        return end;
    }
}
