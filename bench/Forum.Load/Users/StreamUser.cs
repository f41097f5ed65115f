using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Forum.Load.Net;

namespace Forum.Load.Users;

/// <summary>A user on a stream, plain or TLS, whom the same code drives either way, so that the two can be compared.</summary>
internal sealed class StreamUser : IDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private StreamUser(Stream stream) => _stream = stream;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<StreamUser> Connect(int port, bool isTls)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (isTls)
        {
#pragma warning disable CA5359 // The certificate is one that the server has just made for itself: what is measured is its work.
            var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync("localhost");
            stream = tls;
        }

        return new StreamUser(stream);
    }

    /// <summary>Logs user <c>uN</c> in.</summary>
    public async Task LogIn(int id)
    {
        await Send($"USER u{id}\nPASS p{id}\n");
        await ReadLines(3);
    }

    /// <summary>Sends lines.</summary>
    public Task Send(string lines) => _stream.WriteAsync(Encoding.ASCII.GetBytes(lines)).AsTask();

    /// <summary>Sends a line and waits, on this thread, for the one that answers it.</summary>
    public void Ask(string line)
    {
        _stream.Write(Encoding.ASCII.GetBytes(line));
        while (_stream.Read(_buffer) is var length && _buffer.AsSpan(0, length).IndexOf((byte)'\n') < 0)
        {
            if (length == 0)
            {
                throw new LoadException("the server closed a connection");
            }
        }
    }

    /// <summary>Reads until so many lines are there.</summary>
    public async Task ReadLines(int count)
    {
        while (count > 0)
        {
            var length = await _stream.ReadAsync(_buffer);
            if (length == 0)
            {
                throw new LoadException("the server closed a connection");
            }

            count -= _buffer.AsSpan(0, length).Count((byte)'\n');
        }
    }

    public void Dispose() => _stream.Dispose();
}
