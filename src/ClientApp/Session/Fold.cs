namespace Forum.ClientApp.Session;

/// <summary>
/// The client as a fold: what it knows, and what happened, give what it knows next and what it wants done outside. Nothing
/// here waits, reads a clock or touches anything; each kind of happening has its own file beside this one.
/// </summary>
internal static class Fold
{
    private const string TooLong = "Line too long. A line has at most 8192 bytes.";

    /// <summary>The state after something happened. Never throws: what it cannot take in is told.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="what">What happened.</param>
    /// <param name="now">When.</param>
    public static ClientState Next(ClientState state, Happening what, DateTimeOffset now)
    {
        state = state with { Effects = [], Now = now };
        try
        {
            return state.ExitCode is not null || IsStale(state, what) ? state : Next(state, what);
        }
#pragma warning disable CA1031 // Whatever a server makes this throw must not end the program.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return state.PassOver(what, error);
        }
    }

    private static ClientState Next(ClientState state, Happening what) =>
        what switch
        {
            Started => state.BeginToConnect(),
            Ticked => state
                .FlushHeldBack()
                .KeepReadingMark()
                .TellUntakenCount()
                .KeepAlive()
                .WaitNoLonger()
                .CompleteNoLonger(),
            KeyPressed pressed => state.Press(pressed.Key),
            LineRead read => (state with { LinesRead = state.LinesRead + 1 }).Enter(read.Line),
            OverlongLineRead => (state with { LinesRead = state.LinesRead + 1 }).Say(TooLong, Tone.Error),
            InputEnded => state.EndInput(),
            Interrupted => state.Leave(),
            Resized resized => state with { Screen = state.Screen with { Size = resized.Size } },
            Resumed => state with { Screen = state.Screen.Lost() },
            Connected => state.BeConnected(),
            ConnectionLost lost => state.LoseConnection(lost.Reason).CompleteNoLonger(),
            PauseEnded => state.Reconnect(),
            Answered answered => state.TakeAnswer(answered.Reply),
            EventArrived arrived => state.TakeEvent(arrived.Event),
            FilesListed listed => state.CompleteFiles(listed),
            FarewellSaid said => state with { Link = state.Link with { Farewell = said.Text } },
            OfferJudged judged => state.TakeJudgement(judged),
            OfferExpired expired => state.ExpireOffer(expired.Offer),
            FileTravelled travelled => state.MoveFile(travelled),
            PartsSeen seen => state.TellParts(seen),
            FileRemarked remarked => state.Say($"{remarked.What}.", Tone.Warning),
            FileArrived arrived => state.EndFile(arrived),
            FileFailed failed => state.FailFile(failed),
            PeerMet met => state.Meet(met),
            PeerRemembered remembered => state.BeSure(remembered),
            EffectFailed failed => state.Tell(failed),
            TroubleHappened trouble => state.Tell(trouble),
            _ => state,
        };

    private static bool IsStale(ClientState state, Happening what) =>
        what is ConnectionHappening about && about.Connection != state.Link.Connection;
}
