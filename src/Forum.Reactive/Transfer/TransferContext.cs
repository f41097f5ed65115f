using System.Reactive.Concurrency;
using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Transfer;

/// <summary>What the transfers of one client share.</summary>
/// <param name="Channel">Socket, scheduler and clock.</param>
/// <param name="Background">Where slow file work is done.</param>
/// <param name="Files">The files.</param>
/// <param name="Options">The options.</param>
/// <param name="Happened">Is told each event.</param>
internal sealed record TransferContext(
    ChannelContext Channel,
    IScheduler Background,
    IFileStore Files,
    TransferOptions Options,
    Action<TransferEvent> Happened
)
{
    /// <summary>Does slow work elsewhere and gives its result, or what went wrong, to the engine's thread.</summary>
    public void InBackground<T>(Func<T> work, Action<T> done, Action<Exception> failed) =>
        Background.Schedule(() =>
        {
            try
            {
                var result = work();
                Channel.Scheduler.Schedule(() => done(result));
            }
#pragma warning disable CA1031 // Whatever it is, it ends this one transfer and not the program.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Channel.Scheduler.Schedule(() => failed(error));
            }
        });
}
