using System.Net;
using System.Net.Sockets;

namespace Forum.Cluster;

/// <summary>Brokers on this machine that know each other, with their files in a folder of their own.</summary>
public sealed class BrokerCluster : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forum-brokers").FullName;

    /// <summary>Three of them.</summary>
    public BrokerCluster()
        : this(3) { }

    /// <param name="count">How many; one alone is no cluster.</param>
    internal BrokerCluster(int count)
    {
        var ports = FreePorts(2 * count);
        var routes = string.Join(',', ports[count..].Select(port => $"nats://127.0.0.1:{port}"));
        All =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Broker($"b{i + 1}", ports[i], count == 1 ? 0 : ports[count + i], routes, _folder)),
        ];
        foreach (var broker in All)
        {
            broker.Start();
        }
    }

    internal IReadOnlyList<Broker> All { get; }

    /// <summary>The URLs of all of them, with commas between them.</summary>
    public string Urls => string.Join(',', All.Select(broker => broker.Url));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var broker in All)
        {
            broker.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
