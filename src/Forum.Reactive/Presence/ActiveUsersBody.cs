using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>The answer to ATU, a line a user.</summary>
internal sealed class ActiveUsersBody(IReadOnlyList<ActiveUser> users) : IAnswerBody
{
    private int _next;

    /// <summary>The users, for those who watch.</summary>
    public IReadOnlyList<ActiveUser> Users => users;

    public bool WriteLine(AnswerWriter writer)
    {
        if (_next < users.Count)
        {
            ActiveUser user = users[_next++];
            writer.Bytes("215-"u8).Text(user.Name).Bytes("; "u8).Text(user.Address).Bytes("; "u8).Number(user.UdpPort)
                .Bytes("; "u8).Time(user.Since).Bytes("\n"u8);
            return true;
        }

        if (users.Count == 0)
        {
            writer.Bytes("204 no other active user\n"u8);
        }
        else
        {
            writer.Bytes("215 "u8).Number(users.Count).Bytes(" active users\n"u8);
        }

        return false;
    }
}
