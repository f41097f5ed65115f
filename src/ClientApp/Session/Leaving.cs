namespace Forum.ClientApp.Session;

/// <summary>Leaving in an orderly way.</summary>
internal static class Leaving
{
    /// <summary>How long the answer to the good-bye is awaited.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Says good-bye to the server, if it is there; the answer, or its absence, ends the program.</summary>
    public static ClientState Leave(this ClientState state)
    {
        if (state.Phase == Phase.Leaving)
        {
            return state.Exit(state.ExitCodeNow());
        }

        if (!state.Waiting.IsEmpty)
        {
            state = state.Say($"Not sent: {string.Join(", ", state.Waiting)}", Tone.Warning);
        }

        if (!state.Link.IsUp)
        {
            return state.Exit(state.ExitCodeNow());
        }

        return (state with { Phase = Phase.Leaving }).Ask(Purpose.Leave, "OUT");
    }

    /// <summary>The command <c>OUT</c>: files that are on their way finish first where nobody is there to be asked.</summary>
    public static ClientState LeaveByCommand(this ClientState state)
    {
        if (state.Files.Transfers.IsEmpty || state.Files.LeaveWhenDone)
        {
            return state.Leave();
        }

        state = state with { Files = state.Files with { LeaveWhenDone = true } };
        return state.Settings.IsPlain
            ? state
            : state.Say(
                "Files are still on their way: the program leaves when they have arrived; OUT again leaves now.",
                Tone.Warning
            );
    }

    /// <summary>Nothing more can be read.</summary>
    public static ClientState EndInput(this ClientState state) =>
        state.Phase == Phase.Online && state.Settings.IsPlain ? state.LeaveByCommand() : state.Leave();

    /// <summary>Leaves if that waited for the files only.</summary>
    public static ClientState LeaveIfDone(this ClientState state) =>
        state.Files is { LeaveWhenDone: true, Transfers.IsEmpty: true } ? state.Leave() : state;
}
