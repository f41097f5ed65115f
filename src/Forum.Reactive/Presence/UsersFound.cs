using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>The answer to ATU, a line a user but for the one who asks.</summary>
internal sealed class UsersFound(IEnumerable<ActiveUser> users, string asker, bool isOwn = false) : IAnswerBody
{
    /// <summary>Whether a program asked for itself: nobody is told.</summary>
    public bool IsOwn => isOwn;

    /// <summary>The users.</summary>
    public IEnumerable<ActiveUser> Users => users.Where(user => user.Name != asker);

    public IAnswerLines Begin() => new Lines(Users.GetEnumerator());

    private sealed class Lines(IEnumerator<ActiveUser> next) : IAnswerLines
    {
        private int _count;

        public bool WriteLine(AnswerWriter writer)
        {
            if (next.MoveNext())
            {
                _count++;
                Write(writer, next.Current);
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

        private static void Write(AnswerWriter writer, ActiveUser user) =>
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
    }
}
