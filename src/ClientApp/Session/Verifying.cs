using System.Collections.Immutable;
using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Session;

/// <summary>The other user of a transfer, by the key that was shown in it; null if none was.</summary>
internal sealed record MetPeer(string User, string? Key);

/// <summary>Check digits for two people to compare, and remembering who was compared with.</summary>
internal static class Verifying
{
    /// <summary>Transfers whose other side can still be remembered.</summary>
    private const int MostMet = 100;

    private const string Usage = "Usage: VERIFY number";

    /// <summary>The other side of a transfer has shown who it is.</summary>
    public static ClientState Meet(this ClientState state, PeerMet met)
    {
        if (!state.Files.Transfers.TryGetValue(met.Id, out var transfer))
        {
            return state;
        }

        var peers = state.Files.Met.SetItem(met.Id, new MetPeer(transfer.Peer, met.Key));
        state = state with
        {
            Files = state.Files with { Met = peers.Count > MostMet ? peers.Remove(peers.Keys.First()) : peers },
        };
        return met.Standing switch
        {
            PeerStanding.Verified => state.Say(
                $"{Check(met, transfer)}: the key is the one that you verified",
                Tone.Quiet
            ),
            PeerStanding.Changed => state.Say(Alarm(met, transfer), Tone.Error),
            _ => state.Say($"{Check(met, transfer)}, then VERIFY {met.Id} to know {transfer.Peer} again", Tone.Quiet),
        };
    }

    /// <summary><c>VERIFY n</c> was entered: the user has compared the digits.</summary>
    public static ClientState EnterVerification(this ClientState state, string line)
    {
        if (Commands.NumberOf(line) is not { } id)
        {
            return state.Say(Usage, Tone.Error);
        }

        if (!state.Files.Met.TryGetValue(id, out var peer))
        {
            return state.Say($"No check digits were shown under number {id}.", Tone.Error);
        }

        return peer.Key is null
            ? state.Say($"{peer.User} shows no key that could be remembered.", Tone.Error)
            : state.Do(new RememberPeer(peer.User, peer.Key));
    }

    /// <summary>A key is in the file.</summary>
    public static ClientState BeSure(this ClientState state, PeerRemembered remembered) =>
        state.Say($"{remembered.User} is verified: you will be told if the key changes.", Tone.Good);

    private static string Check(PeerMet met, FileTransfer transfer) => $"check {met.CheckDigits} with {transfer.Peer}";

    private static string Alarm(PeerMet met, FileTransfer transfer) =>
        met.Key is null
            ? $"{transfer.Peer} shows no key, and you had verified one: somebody may stand in between. The transfer stops."
            : $"The key of {transfer.Peer} has changed since you verified it: another machine, or somebody in between. "
                + $"The transfer stops. {Check(met, transfer)}, then VERIFY {met.Id} to take the new key";
}
