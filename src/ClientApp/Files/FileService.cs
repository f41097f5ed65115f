using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Peers;
using Forum.ClientApp.Session;
using Forum.Reactive.Client;

namespace Forum.ClientApp.Files;

/// <summary>The files of this client, where its UDP port can be had.</summary>
internal sealed class FileService : IDisposable
{
    private FileService(FileExchange? exchange, IFileMover mover) => (Exchange, Mover) = (exchange, mover);

    /// <summary>What a connection is to introduce; null if there are no files.</summary>
    public FileExchange? Exchange { get; }

    /// <summary>What moves the files.</summary>
    public IFileMover Mover { get; }

    /// <summary>The UDP port; 0 if there is none.</summary>
    public int Port => Exchange?.Port ?? 0;

    /// <summary>What comes of files by itself: offers, and what goes wrong where they are moved.</summary>
    public IObservable<Happening> Happenings =>
        (Exchange?.Faults ?? Observable.Empty<Exception>())
            .Select(error => new TroubleHappened($"Something went wrong with a file: {Reasons.Of(error)}"))
            .Merge(OldParts)
            .Merge(Mover.Offers);

    private IObservable<Happening> OldParts =>
        Exchange is null
            ? Observable.Empty<Happening>()
            : Exchange
                .RemoveOldParts()
                .Select(part => new TroubleHappened(
                    $"Removed {part.Name}: nothing of it had come for {(int)part.Age.TotalDays} days"
                ))
                .Catch(Observable.Empty<TroubleHappened>());

    /// <summary>Opens the port; where that is not possible, there are no files.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="sources">Finds what is to be sent.</param>
    /// <param name="known">With whom the user has compared check digits.</param>
    /// <param name="connection">The server.</param>
    /// <param name="clock">Says how old a part is.</param>
    public static FileService Start(
        Func<FileExchange> open,
        Sources sources,
        KnownPeers known,
        CurrentConnection connection,
        IScheduler clock
    )
    {
        try
        {
            var exchange = open();
            return new FileService(exchange, new FileMover(exchange, sources, known, clock));
        }
        catch (SocketException)
        {
            return new FileService(null, new NoFiles(connection));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Exchange?.Dispose();
}
