using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <content>
/// Both sides introduce themselves in the sealed packets, before the file can be whole: check digits for people, and the keys by which
/// they are known again. One that had been compared and is another now ends the transfer.
/// </content>
internal abstract partial class FileTransfer
{
    private readonly Agreement _agreement;

    /// <summary>Whether the check digits are known here, and with them the other side's key.</summary>
    protected bool IsIntroduced => _agreement.Introducing.CheckDigits is not null;

    /// <summary>Whether the file may travel: to one whose key was compared only after it has been seen.</summary>
    protected bool MayTravel =>
        _agreement.KnownKey is null || (IsIntroduced && _agreement.Standing == PeerStanding.Verified);

    /// <summary>The other side is known now, and is who it was before.</summary>
    protected virtual void OnIntroduced() { }

    private bool OnIntroduction(scoped in Frame frame)
    {
        var wasIntroduced = IsIntroduced;
        var hadMet = _agreement.Introducing.HasMet;
        var isGenuine =
            frame.Type == FrameType.Introduction
                ? _agreement.Introducing.TryMeet(frame.Payload)
                : _agreement.Introducing.TryReveal(frame.Payload);
        if (isGenuine && !hadMet)
        {
            Channel.Request(
                Info.Direction == TransferDirection.Sending ? ControlFrames.Reveal : ControlFrames.Introduction
            );
        }

        if (isGenuine && !wasIntroduced && IsIntroduced)
        {
            Introduced();
        }

        return isGenuine;
    }

    private void Introduced()
    {
        var introducing = _agreement.Introducing;
        Context.Happened(
            new TransferIntroduced(Info, introducing.CheckDigits!, introducing.PeerPublicKey, _agreement.Standing)
        );
        if (_agreement.Standing == PeerStanding.Changed)
        {
            Fail(
                TransferFailure.KeyChanged,
                CloseReason.KeyChanged,
                $"{Info.Peer} does not show the key that was compared before"
            );
            return;
        }

        OnIntroduced();
    }
}
