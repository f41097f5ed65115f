using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <content>
/// The time of the file and whether it may be run: every sender tells them in its first packet, and the file gets no name without.
/// </content>
internal sealed partial class ReceivingTransfer
{
    private FileDetails? _details;
    private bool _hasDetails;

    private void OnAbout(scoped in Frame frame)
    {
        _hasDetails = true;
        var known = (AboutFlags)frame.Code;
        _details = known.HasFlag(AboutFlags.HasTime)
            ? new FileDetails(frame.Number, known.HasFlag(AboutFlags.MayBeRun))
            : null;
    }
}
