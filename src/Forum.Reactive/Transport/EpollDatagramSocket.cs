using System.Net.Sockets;

namespace Forum.Reactive.Transport;

/// <summary>A UDP socket among others on an <see cref="EpollLoop"/>.</summary>
internal sealed class EpollDatagramSocket : RealDatagramSocket, IEpollTarget
{
    private readonly EpollLoop _loop;
    private readonly LinuxUdpReceiver _receiver;
    private int _token = -1; // Of the loop's thread, as is the next
    private bool _released;

    public EpollDatagramSocket(Socket socket, EpollLoop loop)
        : base(socket, loop)
    {
        _loop = loop;
        _receiver = new LinuxUdpReceiver(socket);
        loop.Post(Start);
    }

    public override void Dispose() => _loop.Post(End);

    public void Handle(uint events, byte[] buffer) => _receiver.Receive(Observer);

    public void Release()
    {
        _released = true;
        _receiver.Dispose();
        Close();
    }

    private void Start()
    {
        if (!_released)
        {
            _token = _loop.Add(this, (int)Socket.Handle, LinuxTcp.In);
        }
    }

    private void End()
    {
        if (_token >= 0)
        {
            _loop.Remove(_token, this);
        }
        else if (!_released)
        {
            Release();
        }
    }
}
