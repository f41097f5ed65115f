using System.Net;
using System.Reactive;
using System.Reactive.Linq;
using System.Text;
using Forum.Reactive.Transport;

namespace Forum.Simulation.Worlds;

/// <summary>
/// A client's network: what is written to its first connection is seen line by line, at the moment in which it is written. Others are
/// for the relay, and no talk.
/// </summary>
internal sealed class TalkNetwork(INetwork network, Action<string> sent) : INetwork
{
    private bool _isTapped;

    public IReadOnlyList<IPAddress> LocalAddresses => network.LocalAddresses;

    public ILoop StartLoop(string name) => network.StartLoop(name);

    public IConnectionListener Listen(int port, ILoop loop) => network.Listen(port, loop);

    public IObservable<IConnection> Connect(string host, int port, ILoop? loop = null) =>
        network.Connect(host, port, loop).Select(Tap);

    public IDatagramSocket OpenDatagramSocket(IPEndPoint local, ILoop? loop = null) =>
        network.OpenDatagramSocket(local, loop);

    private IConnection Tap(IConnection connection)
    {
        var isFirst = !_isTapped;
        _isTapped = true;
        return isFirst ? new Tapped(connection, sent) : connection;
    }

    private sealed class Tapped(IConnection connection, Action<string> sent) : IConnection
    {
        private readonly List<byte> _line = [];

        public IPEndPoint RemoteEndPoint => connection.RemoteEndPoint;

        public IObservable<ReadOnlyMemory<byte>> Received => connection.Received;

        public IObservable<Unit> Writable => connection.Writable;

        public int Write(ReadOnlySpan<byte> bytes)
        {
            var taken = connection.Write(bytes);
            foreach (var letter in bytes[..taken])
            {
                if (letter == '\n')
                {
                    sent(Encoding.UTF8.GetString([.. _line]));
                    _line.Clear();
                }
                else
                {
                    _line.Add(letter);
                }
            }

            return taken;
        }

        public void Pause() => connection.Pause();

        public void Resume() => connection.Resume();

        public bool CloseOutput() => connection.CloseOutput();

        public void Dispose() => connection.Dispose();
    }
}
