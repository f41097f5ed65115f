using System.Collections.Immutable;
using Forum.ClientApp.Session;
using Forum.ClientApp.Unicode;
using Forum.Reactive.Protocol;
using Spectre.Console;

namespace Forum.ClientApp.Rendering;

/// <summary>A piece of a line of status, all in one style; safe to print.</summary>
internal readonly record struct StatusPiece(string Text, Style Style);

/// <summary>The lines above the prompt that come and go: files on their way, offers, what waits, what was skipped.</summary>
internal static class StatusView
{
    private const int MostTransfers = 5;
    private const int MostOffers = 3;
    private const int MostChoices = 12;

    /// <summary>The lines, each no wider than the terminal, at most half as many as it has rows.</summary>
    public static IEnumerable<ImmutableArray<StatusPiece>> Of(ClientState state, int columns) =>
        Transfers(state, columns)
            .Concat(
                Offers(state)
                    .Concat(Skipped(state))
                    .Concat(Connection(state))
                    .Concat(Line(state))
                    .Concat(Choices(state))
                    .Select(line => OneLine(line.Text, line.Style, columns))
            )
            .Take(Math.Max(1, state.Screen.Size.Rows / 2));

    private static IEnumerable<ImmutableArray<StatusPiece>> Transfers(ClientState state, int columns)
    {
        var transfers = state.Files.Transfers;
        foreach (var transfer in transfers.Values.Take(MostTransfers))
        {
            yield return TransferBar.Of(transfer, columns);
        }

        if (transfers.Count > MostTransfers)
        {
            yield return OneLine(
                $"… and {transfers.Count - MostTransfers} more files on their way",
                Palette.Quiet,
                columns
            );
        }
    }

    private static IEnumerable<(string Text, Style Style)> Offers(ClientState state)
    {
        var offers = state.Files.Offers;
        foreach (var offer in offers.Values.Take(MostOffers))
        {
            yield return (
                $"? ACC {offer.Id} or DEC {offer.Id}: {offer.Offer.FileName} from {offer.Offer.User}",
                Palette.Warning
            );
        }

        if (offers.Count > MostOffers)
        {
            yield return ($"? and {offers.Count - MostOffers} more offers", Palette.Warning);
        }
    }

    private static IEnumerable<(string Text, Style Style)> Skipped(ClientState state)
    {
        if (state.Budget.Skipped > 0)
        {
            yield return ($"… {state.Budget.Skipped} events skipped so far", Palette.Warning);
        }
    }

    private static IEnumerable<(string Text, Style Style)> Connection(ClientState state)
    {
        if (state.Phase == Phase.Connecting)
        {
            yield return ($"Connecting to {Connecting.Address(state)} …", Palette.Quiet);
        }

        if (state.Phase is Phase.Offline or Phase.Rejoining)
        {
            yield return (Offline(state), Palette.Error);
        }

        if (!state.Waiting.IsEmpty)
        {
            yield return ($"{state.Waiting.Count} waiting: {string.Join(" · ", state.Waiting)}", Palette.Warning);
        }

        if (state.Phase == Phase.Leaving)
        {
            yield return ("Leaving …", Palette.Quiet);
        }
    }

    private static string Offline(ClientState state)
    {
        if (state.Phase == Phase.Rejoining || state.Link.NextAttempt is not { } next)
        {
            return $"Offline: connecting to {Connecting.Address(state)} …";
        }

        var wait = next > state.Now ? next - state.Now : TimeSpan.Zero;
        return $"Offline ({state.Link.Reason}): next attempt in {Quantity.Duration(wait)}, or now with Enter";
    }

    private static IEnumerable<(string Text, Style Style)> Line(ClientState state)
    {
        if (state.Prompt.Editor.Excess is > 0 and var excess)
        {
            yield return (
                $"{excess:N0} bytes too long: a line has at most {Editing.LineEditor.LongestLine:N0} bytes",
                Palette.Error
            );
        }

        if (state.Prompt.Search is { } search)
        {
            yield return ($"Search in what you entered: {search.Words}", Palette.Warning);
        }

        if (!state.Prompt.Pasted.IsEmpty)
        {
            yield return (state.PasteQuestion(), Palette.Warning);
        }
    }

    private static IEnumerable<(string Text, Style Style)> Choices(ClientState state)
    {
        var choices = state.Prompt.Choices;
        if (choices.IsEmpty)
        {
            yield break;
        }

        if (choices.Sum(choice => choice.Length + 2) <= state.Screen.Size.Columns)
        {
            yield return (string.Join("  ", choices), Palette.Quiet);
            yield break;
        }

        foreach (var choice in choices.TakeLast(MostChoices))
        {
            yield return (choice, Palette.Quiet);
        }
    }

    private static ImmutableArray<StatusPiece> OneLine(string text, Style style, int columns) =>
        [new StatusPiece(CellWidth.Truncate(VisibleText.Of(text), columns), style)];
}
