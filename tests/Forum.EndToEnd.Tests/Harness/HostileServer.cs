using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Text;
using Forum.Reactive;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A server that lets anybody in and then tells them what no honest server would.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ReplaySubject<string> _heard = new();

    public HostileServer() => _listener.Start();

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Serves one client until it leaves.</summary>
    /// <param name="welcome">The answer to the password, and whatever follows it.</param>
    public async Task Serve(string welcome)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var lines = new StreamReader(stream);
        await stream.WriteAsync("220 ready\n"u8.ToArray());
        while (await lines.ReadLineAsync() is { } line && line != "OUT")
        {
            _heard.OnNext(line);
            var answer = line.Split(' ')[0] switch
            {
                "USER" => "331 Password required\n",
                "PASS" => welcome,
                _ => "200 OK\n",
            };
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        }
    }

    /// <summary>Waits for the first line of the client's that begins so.</summary>
    public Task<string> Hears(string beginning) =>
        _heard
            .FirstAsync(line => line.StartsWith(beginning, StringComparison.Ordinal))
            .Timeout(Patience.Limit, RealTime.Scheduler)
            .ToTask(RealTime.Scheduler);

    public void Dispose()
    {
        _listener.Stop();
        _heard.Dispose();
    }
}
