using System.Net;
using System.Net.Sockets;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A TCP port that nobody had a moment ago, for a server that cannot tell which one it got.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Connects as soon as somebody listens there.</summary>
    public static async Task<LineClient> Connect(int port)
    {
        LineClient? client = null;
        await Patience.UntilTrue(
            async () =>
            {
                try
                {
                    client = await LineClient.Greeted(port);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            TimeSpan.FromMilliseconds(50)
        );
        return client!;
    }
}
