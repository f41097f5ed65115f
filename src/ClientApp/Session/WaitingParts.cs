namespace Forum.ClientApp.Session;

/// <summary><c>FILES</c>: what has arrived in part and waits for the rest, and how to be rid of it.</summary>
internal static class WaitingParts
{
    private const string Usage = "Usage: FILES, or FILES clear";

    /// <summary><c>FILES</c> or <c>FILES clear</c> was entered.</summary>
    public static ClientState EnterFiles(this ClientState state, string line) =>
        line switch
        {
            "FILES" => state.Await(true).Do(new LookAtParts(Remove: false)),
            "FILES clear" => state.Await(true).Do(new LookAtParts(Remove: true)),
            _ => state.Say(Usage, Tone.Error),
        };

    /// <summary>What waits, or is gone, is known.</summary>
    public static ClientState TellParts(this ClientState state, PartsSeen seen)
    {
        state = state.Await(false);
        if (seen.Parts.Count == 0)
        {
            return state.Say("No part of a file waits for the rest.", Tone.Quiet);
        }

        var names = string.Join(", ", seen.Parts.Select(part => part.Name));
        return seen.AreRemoved
            ? state.Say($"Removed {names}.", Tone.Good)
            : seen
                .Parts.Aggregate(state, static (next, part) => next.Say(LineOf(part)))
                .Say("They go on when they are offered again. FILES clear removes them.", Tone.Quiet);
    }

    /// <summary>Whether the answer is awaited: a script's next line waits for it.</summary>
    public static ClientState Await(this ClientState state, bool awaits) =>
        state with
        {
            Files = state.Files with { AwaitsParts = awaits },
        };

    private static string LineOf(WaitingPart part) =>
        $"{part.Name} has arrived in part, the last of it {Quantity.Duration(part.Age)} ago";
}
