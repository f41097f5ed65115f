using Forum.ClientApp.Editing;

namespace Forum.ClientApp.Session;

/// <summary>Ctrl-C: nothing is lost by one, and two leave.</summary>
internal static class Interrupting
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <summary>Clears a line; at an empty prompt says how to leave; soon after that leaves as <c>OUT</c> does.</summary>
    public static ClientState Interrupt(this ClientState state)
    {
        state = state with { Prompt = state.Prompt with { Awaiting = null, TypedAhead = [], TypedAheadCount = 0 } };
        if (state.Prompt.Editor.Text.Length > 0)
        {
            return (
                state with
                {
                    Prompt = state.Prompt with
                    {
                        Undo = state.IsSecret() ? [] : state.Prompt.Undo.Push(state.Prompt.Editor),
                    },
                }
            ).Edit(LineEditor.Empty);
        }

        if (state.PromptText().Length == 0 || state.Now < state.Prompt.LeavesUntil)
        {
            return state.LeaveByCommand();
        }

        return state.Say("OUT or Ctrl-D leaves, and so does another Ctrl-C within 2 seconds.", Tone.Quiet) with
        {
            Prompt = state.Prompt with { LeavesUntil = state.Now + Again },
        };
    }
}
