using System.Diagnostics;

namespace Forum.Cluster;

/// <summary>A nats-server process on this machine, which can be killed, stopped, continued and started again.</summary>
internal sealed class Broker(string name, int port, int clusterPort, string routes, string folder) : IDisposable
{
    private Process? _process;

    public string Url => $"nats://127.0.0.1:{port}";

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it; its files are those that it had.</summary>
    public void Start()
    {
        string[] arguments =
        [
            "--addr",
            "127.0.0.1",
            "--port",
            $"{port}",
            "--name",
            name,
            "--jetstream",
            "--store_dir",
            Path.Combine(folder, name),
            "--log",
            Path.Combine(folder, $"{name}.log"),
            .. clusterPort == 0
                ? Array.Empty<string>()
                : ["--cluster_name", "forum", "--cluster", $"nats://127.0.0.1:{clusterPort}", "--routes", routes],
        ];
        try
        {
            _process = Process.Start(
                new ProcessStartInfo("nats-server", arguments) { UseShellExecute = false, RedirectStandardError = true }
            );
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidOperationException(
                "nats-server is not installed: tests/Forum.EndToEnd.Tests/install-tools does that.",
                error
            );
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public void Kill()
    {
        if (IsRunning)
        {
            _process!.Kill();
            _process.WaitForExit();
        }
    }

    /// <summary>SIGSTOP.</summary>
    public void Stop() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal("CONT");

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}
