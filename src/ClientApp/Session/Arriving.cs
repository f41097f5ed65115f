namespace Forum.ClientApp.Session;

/// <summary>What is said when files have arrived.</summary>
internal static class Arriving
{
    /// <summary>Says that it is there, where, and what of it had to travel.</summary>
    public static ClientState SayArrival(this ClientState state, FileTransfer transfer, FileArrived arrived) =>
        state.Say(Words(state, transfer, arrived), Tone.Good).SayWhatTravelled(transfer, arrived);

    private static string Words(ClientState state, FileTransfer transfer, FileArrived arrived)
    {
        if (transfer.IsSending)
        {
            var files = arrived.Files > 1 ? $" ({OfferedFiles.FilesOf(arrived.Files)})" : "";
            return arrived.WasThere
                ? $"{transfer.Peer} has {transfer.FileName} already"
                : $"{transfer.FileName} has been uploaded{files}";
        }

        var where = Path.Combine(state.Settings.Downloads is "." ? "" : state.Settings.Downloads, arrived.StoredAs);
        if (arrived.WasThere)
        {
            return $"{transfer.FileName} from {transfer.Peer} is here already, as {where}";
        }

        string[] figures =
        [
            .. arrived.Files > 1 ? [OfferedFiles.FilesOf(arrived.Files)] : Array.Empty<string>(),
            Quantity.Bytes(transfer.Size),
            Quantity.Duration(arrived.Duration),
        ];
        return $"Received {transfer.FileName} from {transfer.Peer}: {where} ({string.Join(", ", figures)})";
    }

    private static ClientState SayWhatTravelled(this ClientState state, FileTransfer transfer, FileArrived arrived) =>
        transfer.IsSending || arrived.WasThere || arrived.Travelled is not { } travelled || travelled >= transfer.Size
            ? state
            : state.Say(
                $"Only {Quantity.Bytes(travelled)} of {Quantity.Bytes(transfer.Size)} travelled: the rest was here from before.",
                Tone.Quiet
            );
}
