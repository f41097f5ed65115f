using System.Globalization;
using Forum.Reactive.Protocol;

namespace Forum.Simulation.Model;

/// <content>The board.</content>
internal sealed partial class ModelForum
{
    /// <summary><c>messagelog.txt</c> as it should be.</summary>
    public string[] MessageLog =>
        [
            .. Board.Select(
                (message, at) =>
                    $"{at + 1}; {Stamp(message.Time)}; {message.User}; {message.Text}; {(message.IsEdited ? "yes" : "no")}"
            ),
        ];

    private DateTime Date(long seconds) =>
        DateTime.ParseExact(Stamp(seconds), "dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    private void Post(string user, string text, Talk? talk)
    {
        Board.Add(
            new ModelMessage
            {
                User = user,
                Text = text,
                Time = Second,
            }
        );
        talk?.Expect($"210 Message #{Board.Count} posted at {Stamp(Second)}.");
        Tell(new MessagePosted(Board.Count, Date(Second), user, text));
    }

    private void Edit(ModelUser user, Deed deed, Talk? talk)
    {
        if (Find(user, deed, "edit", talk) is { } message)
        {
            (message.Text, message.Time, message.IsEdited) = (deed.Text, Second, true);
            talk?.Expect($"210 Message #{deed.Number} edited at {Stamp(Second)}.");
            Tell(new MessageEdited(deed.Number, Date(Second), user.Name, deed.Text));
        }
    }

    private void Delete(ModelUser user, Deed deed, Talk? talk)
    {
        if (Find(user, deed, "delete", talk) is { } message)
        {
            Board.Remove(message);
            talk?.Expect($"210 Message #{deed.Number} deleted at {Stamp(Second)}.");
            Tell(new MessageDeleted(deed.Number, Date(Second), user.Name));
        }
    }

    private ModelMessage? Find(ModelUser user, Deed deed, string verb, Talk? talk)
    {
        if (deed.Number < 1 || deed.Number > Board.Count)
        {
            talk?.Expect($"550 There is no message #{deed.Number}");
            return null;
        }

        var message = Board[(int)deed.Number - 1];
        if (message.Time != deed.Time)
        {
            talk?.Expect($"551 The timestamp of message #{deed.Number} is not {Stamp(deed.Time)}");
            return null;
        }

        if (message.User != user.Name)
        {
            talk?.Expect($"553 Unauthorised to {verb} Message #{deed.Number}.");
            return null;
        }

        return message;
    }

    private void Read(Deed deed, Talk? talk)
    {
        List<string> lines = [];
        for (var i = 0; i < Board.Count; i++)
        {
            var message = Board[i];
            if (deed.Flag ? i + 1 > deed.Number : message.Time > deed.Time)
            {
                var how = message.IsEdited ? "edited" : "posted";
                lines.Add($"215-#{i + 1}; {Stamp(message.Time)}; {message.User}; {how}; {message.Text}");
            }
        }

        lines.Add(lines.Count == 0 ? "204 no new message" : $"215 {lines.Count} messages");
        talk?.Expect([.. lines]);
    }
}
