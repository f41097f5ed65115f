using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <content>The time of the file and whether it may be run go out in the first packet.</content>
internal sealed partial class SendingTransfer
{
    private readonly FileDetails? _details;

    private void WriteAbout(ref FrameWriter writer)
    {
        var known = _details switch
        {
            null => AboutFlags.None,
            { IsExecutable: true } => AboutFlags.HasTime | AboutFlags.MayBeRun,
            _ => AboutFlags.HasTime,
        };
        writer.About(known, _details?.ModifiedAt ?? 0);
    }
}
