namespace Forum.ClientApp.Session;

/// <summary>Sending files: <c>UPD hans file</c>, <c>UPD hans,luke slides/</c>, <c>UPD * notes.pdf</c>.</summary>
internal static class Uploading
{
    private const string Usage = "Usage: UPD username filename";

    /// <summary><c>UPD username filename</c> was entered.</summary>
    public static ClientState EnterUpload(this ClientState state, string line)
    {
        if (line.Split(' ', 3) is not [_, { Length: > 0 } users, { Length: > 0 } what])
        {
            return state.Say(Usage, Tone.Error);
        }

        if (users == "*")
        {
            return state.AskWhoIsHere(what);
        }

        string[] names = [.. users.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (names.Contains(state.Name))
        {
            return state.Say("A file cannot be sent to yourself: name another user.", Tone.Error);
        }

        return names.Length == 0 ? state.Say(Usage, Tone.Error) : state.SendTo(names, what);
    }

    /// <summary>It is known who is here: what is for everybody goes to all of them.</summary>
    public static ClientState SendToEverybody(this ClientState state, string what, IReadOnlyList<ActiveUser> users)
    {
        string[] names =
        [
            .. users.Select(user => user.Name).Where(name => name != state.Name).Distinct(StringComparer.Ordinal),
        ];
        return names.Length == 0 ? state.Say("Nobody else is here.", Tone.Quiet) : state.SendTo(names, what);
    }

    private static ClientState AskWhoIsHere(this ClientState state, string what) =>
        (state with { Link = state.Link.Sent(new SentRequest(Purpose.Everybody, what, state.Now)) }).Do(
            new Send("ATU")
        );

    private static ClientState SendTo(this ClientState state, IReadOnlyList<string> names, string what)
    {
        var receivers = new List<FileReceiver>();
        foreach (var name in names)
        {
            var id = state.Files.NextId;
            receivers.Add(new FileReceiver(id, name));
            state = state.Track(
                new FileTransfer
                {
                    Id = id,
                    IsSending = true,
                    Peer = name,
                    FileName = what,
                }
            );
        }

        return receivers is [var only]
            ? state.Do(new SendFile(only.Id, only.User, what))
            : state.Do(new SendToMany(receivers, what));
    }

    private static ClientState Track(this ClientState state, FileTransfer transfer) =>
        (state with { Files = state.Files with { NextId = transfer.Id + 1 } }).WithTransfer(transfer);
}
