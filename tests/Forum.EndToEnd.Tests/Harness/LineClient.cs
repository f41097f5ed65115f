using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A client that knows nothing but lines: what a person with <c>nc</c> is. For one test at a time.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private LineClient(TcpClient client)
    {
        _client = client;
        _client.NoDelay = true;
        _stream = client.GetStream();
        _reader = new StreamReader(_stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
    }

    /// <summary>The socket itself.</summary>
    public Socket Socket => _client.Client;

    /// <summary>Connects and reads nothing.</summary>
    /// <param name="port">The server's port, on this machine.</param>
    /// <param name="from">The address from which it connects.</param>
    public static async Task<LineClient> Connect(int port, string from = "127.0.0.1")
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience.Limit);
        return new LineClient(client);
    }

    /// <summary>Connects and reads the greeting.</summary>
    public static async Task<LineClient> Greeted(int port, string from = "127.0.0.1")
    {
        var client = await Connect(port, from);
        Assert.Equal("220 TOOM/1 ready", await client.Read());
        return client;
    }

    /// <summary>Sends bytes as they are.</summary>
    public Task Send(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience.Limit);

    /// <summary>Sends text as it is.</summary>
    public Task Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a line.</summary>
    public Task SendLine(string line) => Send(line + "\n");

    /// <summary>The next line.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async Task<string> Read() =>
        await _reader.ReadLineAsync().WaitAsync(Patience.Limit) ?? throw new EndOfStreamException();

    /// <summary>Sends a line and reads one.</summary>
    public async Task<string> Ask(string line)
    {
        await SendLine(line);
        return await Read();
    }

    /// <summary>Sends a line and reads an answer of any number of lines.</summary>
    public async Task<string[]> AskAll(string line)
    {
        await SendLine(line);
        return await ReadAnswer();
    }

    /// <summary>Reads an answer of any number of lines.</summary>
    public async Task<string[]> ReadAnswer()
    {
        List<string> lines = [await Read()];
        while (lines[^1][3] == '-')
        {
            lines.Add(await Read());
        }

        return [.. lines];
    }

    /// <summary>Reads until the server closes.</summary>
    public async Task<string[]> ReadToEnd()
    {
        var rest = await _reader.ReadToEndAsync().WaitAsync(Patience.Limit);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Reads and drops until the connection ends, in order or not.</summary>
    public async Task Drain()
    {
        var bytes = new byte[64 * 1024];
        try
        {
            while (await _stream.ReadAsync(bytes).AsTask().WaitAsync(Patience.Limit) > 0) { }
        }
        catch (IOException)
        {
            // Reset: that is an end, too.
        }
    }

    /// <summary>Gives name and password.</summary>
    /// <returns>The answer to the password.</returns>
    public async Task<string> TryLogIn(string user, string password)
    {
        Assert.Equal("331 Password required", await Ask($"USER {user}"));
        return await Ask($"PASS {password}");
    }

    /// <summary>Asks for nothing more.</summary>
    public void EndOutput() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset, as when a machine loses its memory.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
