using Forum.ClientApp.Session;

namespace Forum.ClientApp.Plain;

/// <summary>The prompts for somebody who types at a terminal that is read line by line.</summary>
/// <param name="prompts">Where they are seen; null: nobody types.</param>
internal sealed class Prompter(TextWriter? prompts)
{
    private int _prompted = -1; // How many lines were read when the last prompt was written
    private bool _stands; // It is the last thing on the screen

    /// <summary>Before something is written: a prompt that nobody has answered stays on a row of its own, and comes again.</summary>
    public void MakeWay(Entry next)
    {
        var answered = next as EnteredLine;
        if (_stands && answered is null or { IsSecret: true })
        {
            prompts?.WriteLine(); // Nothing was echoed that would have ended the row.
            prompts?.Flush();
        }

        if (_stands && answered is null)
        {
            _prompted = -1;
        }

        _stands = false;
    }

    /// <summary>Writes the prompt when a line is wanted.</summary>
    public void Prompt(ClientState state)
    {
        if (prompts is null || !state.WantsLine || _prompted == state.LinesRead)
        {
            return;
        }

        prompts.Write(state.PromptText());
        prompts.Flush();
        (_prompted, _stands) = (state.LinesRead, true);
    }
}
