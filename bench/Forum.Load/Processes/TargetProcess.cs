using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Forum.Load.Net;

namespace Forum.Load.Processes;

/// <summary>A server under load: a child process in a folder of its own, which is removed with it.</summary>
internal sealed class TargetProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string _command;
    private string _options;
    private Process _process;

    private TargetProcess(string folder, int port, string command, string options = "")
    {
        (Folder, Port, _command, _options) = (folder, port, command, options);
        _process = Start(folder, $"{command} {options}");
    }

    public string Folder { get; }

    public int Port { get; }

    /// <summary>The port for TLS, if the server has one.</summary>
    public int TlsPort { get; private init; }

    /// <summary>Memory in RAM now, in bytes.</summary>
    public long ResidentBytes => Status("VmRSS:");

    /// <summary>Most memory in RAM so far, in bytes.</summary>
    public long PeakResidentBytes => Status("VmHWM:");

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The forum, with users u1 to uN whose passwords are p1 to pN.</summary>
    public static TargetProcess Forum(string program, int users, string logLevel = "Warning", string options = "")
    {
        var target = StartForum(program, users, logLevel, options: options);
        target.AwaitListening();
        return target;
    }

    /// <summary>The same with a TLS port besides.</summary>
    public static TargetProcess SecureForum(string program, int users)
    {
        var target = StartForum(program, users, "Warning", FreePort());
        target.AwaitListening();
        return target;
    }

    /// <summary>As <see cref="Forum"/>, but does not wait until it listens.</summary>
    public static TargetProcess StartForum(
        string program,
        int users,
        string logLevel = "Warning",
        int tlsPort = 0,
        string options = ""
    )
    {
        var folder = NewFolder();
        File.WriteAllLines(
            Path.Combine(folder, "credentials.txt"),
            Enumerable.Range(1, users).Select(i => $"u{i} p{i}")
        );
        var port = FreePort();
        var tls = tlsPort > 0 ? $"--tls-port {tlsPort}" : "";
        return new TargetProcess(
            folder,
            port,
            $"{program} {port} 3 --log-level {logLevel} --max-connections 100000 {tls}",
            options
        )
        {
            TlsPort = tlsPort,
        };
    }

    /// <summary>Redis, which appends to a file.</summary>
    /// <param name="program">Its program.</param>
    /// <param name="fsync">When it flushes that: each second, or before each answer.</param>
    public static TargetProcess Redis(string program, string fsync = "everysec")
    {
        var port = FreePort();
        var target = new TargetProcess(
            NewFolder(),
            port,
            $"{program} --bind 127.0.0.1 --port {port} --save '' --appendonly yes --appendfsync {fsync} --dir ."
        );
        target.AwaitListening();
        return target;
    }

    /// <summary>Kills it, and starts it again in the same folder; does not wait until it listens.</summary>
    /// <param name="options">In the place of those that it had; null: the same.</param>
    public void Revive(string? options = null)
    {
        End();
        _options = options ?? _options;
        _process = Start(Folder, $"{_command} {_options}");
    }

    /// <summary>Waits until its memory hardly changes.</summary>
    /// <returns>The memory then, in bytes.</returns>
    public long SettledBytes()
    {
        var last = ResidentBytes;
        for (int i = 0, same = 0; i < 80 && same < 8; i++)
        {
            Thread.Sleep(250);
            var now = ResidentBytes;
            same = Math.Abs(now - last) < last / 200 ? same + 1 : 0;
            last = now;
        }

        return last;
    }

    /// <summary>Whether something accepts connections on its ports.</summary>
    public bool IsListening()
    {
        try
        {
            Libc.Connect(Port).Dispose();
            if (TlsPort > 0)
            {
                Libc.Connect(TlsPort).Dispose();
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        End();
        Directory.Delete(Folder, recursive: true);
    }

    // The shell only points the output to a file, and becomes the server.
    private static Process Start(string folder, string command)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec {command} >{folder}/output.txt 2>&1");
        return Process.Start(start)!;
    }

    private void End()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void AwaitListening()
    {
        var start = Stopwatch.GetTimestamp();
        while (!IsListening())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                throw new LoadException(
                    $"the server does not start: {File.ReadAllText(Path.Combine(Folder, "output.txt"))}"
                );
            }

            Thread.Sleep(10);
        }
    }

    private long Status(string name) =>
        File.ReadLines($"/proc/{_process.Id}/status")
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024)
            .Single();

    private static string NewFolder() => Directory.CreateTempSubdirectory("forum-load-").FullName;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
