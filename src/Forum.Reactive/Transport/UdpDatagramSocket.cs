using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>The UDP socket of a <see cref="UdpEventLoop"/>, which is there for it only.</summary>
internal sealed class UdpDatagramSocket(Socket socket, UdpEventLoop loop) : RealDatagramSocket(socket, loop)
{
    public override void Dispose() => loop.Stop();

    /// <summary>On the loop, at its end.</summary>
    internal void Release() => Close();
}
