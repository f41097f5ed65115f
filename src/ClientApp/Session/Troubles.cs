using System.Reactive.Linq;

namespace Forum.ClientApp.Session;

/// <summary>What goes wrong here is one line on the screen, and nothing else.</summary>
internal static class Troubles
{
    /// <summary>An effect could not be done.</summary>
    public static ClientState Tell(this ClientState state, EffectFailed failed)
    {
        state = state.Say($"{Title(failed.Effect)}: {failed.Reason}.", Tone.Error);
        state = failed.Effect is LookAtParts ? state.Await(false) : state;
        // Its answer would be taken for that of the next request: only a new connection has them in step again.
        return failed.Effect is Send ? state.Do(new Disconnect()).LoseConnection(failed.Reason) : state;
    }

    /// <summary>Something that happens by itself went wrong.</summary>
    public static ClientState Tell(this ClientState state, TroubleHappened trouble) =>
        state.Say($"{trouble.What}.", Tone.Error);

    /// <summary>The state after something happened that the fold could not take in.</summary>
    public static ClientState PassOver(this ClientState state, Happening what, Exception error)
    {
        state = state.Say($"Something went wrong here: {Reasons.Of(error)}.", Tone.Error);
        return what is Answered && !state.Link.Unanswered.IsEmpty
            ? state with
            {
                Link = state.Link with { Unanswered = state.Link.Unanswered.Dequeue() },
            }
            : state;
    }

    /// <summary>A source of happenings whose failure is a happening, too; it ends with that.</summary>
    /// <param name="source">The source.</param>
    /// <param name="title">What it means that it failed, as the beginning of a sentence.</param>
    public static IObservable<Happening> OrTrouble(this IObservable<Happening> source, string title) =>
        source.Catch<Happening, Exception>(error =>
            Observable.Return(new TroubleHappened($"{title}: {Reasons.Of(error)}"))
        );

    private static string Title(Effect effect) =>
        effect switch
        {
            Send => "A request could not be sent",
            Suspend => "The program cannot be stopped",
            KeepInHistory => "The line could not be kept in the history",
            KeepReadingMark => "How far you have read could not be kept",
            RememberPeer peer => $"The key of {peer.User} could not be kept",
            LookAtParts => "The parts of files could not be looked at",
            ListFiles => "The files could not be listed",
            RefuseFile or StopFile => "Something went wrong with a file",
            _ => "Something could not be done",
        };
}
