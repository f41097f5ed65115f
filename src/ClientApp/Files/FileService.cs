using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.ClientApp.Arguments;
using Forum.ClientApp.Session;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transport;

namespace Forum.ClientApp.Files;

/// <summary>The UDP socket of this client, and what moves files over it.</summary>
internal sealed class FileService : IDisposable
{
    private readonly UdpEventLoop? _loop;
    private readonly FileTransfers? _engine;

    private FileService(CurrentConnection connection) => Mover = new NoFiles(connection);

    private FileService(
        UdpEventLoop loop,
        ClientOptions options,
        INetwork network,
        CurrentConnection connection,
        IScheduler background
    )
    {
        _loop = loop;
        var limits = new TransferOptions { Mtu = options.Mtu };
        if (options.LargestFile is { } largest)
        {
            limits = limits with { MaxFileSize = largest };
        }

        _engine = new FileTransfers(
            loop.Socket,
            loop,
            background,
            new LocalFileStore(options.Downloads),
            limits,
            server: new ServerOfTransfers(connection, network, options)
        );
        Mover = new FileMover(_engine, connection, background);
    }

    /// <summary>What moves the files.</summary>
    public IFileMover Mover { get; }

    /// <summary>The UDP port; 0 if there is none.</summary>
    public int Port => _engine?.Port ?? 0;

    /// <summary>What went wrong where files are moved.</summary>
    public IObservable<Happening> Troubles =>
        (_loop?.Faults ?? Observable.Empty<Exception>())
            .Select(error => new TroubleHappened($"Something went wrong with a file: {Reasons.Of(error)}"))
            .Merge(OldParts);

    private IObservable<TroubleHappened> OldParts =>
        (_engine?.RemoveOldParts() ?? Observable.Empty<ExpiredPart>())
            .Select(part => new TroubleHappened(
                $"Removed {part.Name}: nothing of it had come for {(int)part.Age.TotalDays} days"
            ))
            .Catch(Observable.Empty<TroubleHappened>());

    /// <summary>Listens on the port that was asked for; where that is not possible, there are no files.</summary>
    /// <param name="options">The port and the limits.</param>
    /// <param name="network">By which the server is reached.</param>
    /// <param name="connection">The server.</param>
    /// <param name="background">Where files are opened and digested.</param>
    public static FileService Start(
        ClientOptions options,
        INetwork network,
        CurrentConnection connection,
        IScheduler background
    )
    {
        try
        {
            var any = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
            return new FileService(
                new UdpEventLoop(new IPEndPoint(any, options.UdpPort)),
                options,
                network,
                connection,
                background
            );
        }
        catch (SocketException)
        {
            return new FileService(connection);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine?.Dispose();
        _loop?.Dispose();
    }
}
