using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>The answer to ATU, a line a user but for the one who asks.</summary>
internal sealed class ActiveUsersBody(IReadOnlyList<ActiveUser> users, string asker) : IAnswerBody
{
    private int _next;
    private int _count;

    /// <summary>The users, for those who watch.</summary>
    public IEnumerable<ActiveUser> Users => users.Where(user => user.Name != asker);

    public bool WriteLine(AnswerWriter writer)
    {
        if (_next < users.Count && users[_next].Name == asker)
        {
            _next++;
        }

        if (_next < users.Count)
        {
            _count++;
            var user = users[_next++];
            writer
                .Bytes("215-"u8)
                .Text(user.Name)
                .Bytes("; "u8)
                .Text(user.Address)
                .Bytes("; "u8)
                .Number(user.UdpPort)
                .Bytes("; "u8)
                .Time(user.Since)
                .Bytes("\n"u8);
            return true;
        }

        if (_count == 0)
        {
            writer.Bytes("204 no other active user\n"u8);
        }
        else
        {
            writer.Bytes("215 "u8).Number(_count).Bytes(" active users\n"u8);
        }

        return false;
    }
}
