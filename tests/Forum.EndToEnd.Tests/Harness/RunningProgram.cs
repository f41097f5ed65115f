using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using System.Runtime.InteropServices;
using Forum.Reactive;

namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A program as a process of its own: what it prints are observables, and it is gone when this is disposed.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly ReplaySubject<string> _output = new();
    private readonly ReplaySubject<string> _errors = new();

    private RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Pass(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Pass(line.Data, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines of standard output, from the first one on for each subscriber.</summary>
    public IObservable<string> Output => _output;

    /// <summary>Lines of standard error, likewise.</summary>
    public IObservable<string> Errors => _errors;

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Bytes of memory that are resident.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one of this repository's programs, built as these tests are.</summary>
    public static RunningProgram Start(string program, string folder, params IEnumerable<string> arguments) =>
        StartOn(host: null, program, folder, arguments);

    /// <summary>Starts one of this repository's programs by a shell, with standard streams as <paramref name="redirections"/> have
    /// them: <c>&gt;/dev/full 2&gt;&amp;-</c>.</summary>
    public static RunningProgram StartRedirected(
        string redirections,
        string program,
        string folder,
        params IEnumerable<string> arguments
    )
    {
        string[] shell = ["sh", "-c", $"exec \"$@\" {redirections}", "sh", Host];
        return StartCommand(
            folder,
            [.. DefaultSignals, .. shell, Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments]
        );
    }

    /// <summary>Starts one of this repository's programs with a limit on the files that it may have open.</summary>
    public static RunningProgram StartLimited(
        int descriptors,
        string program,
        string folder,
        params IEnumerable<string> arguments
    )
    {
        string[] shell = ["sh", "-c", $"ulimit -n {descriptors}; exec \"$@\"", "sh", Host];
        return StartCommand(
            folder,
            [.. DefaultSignals, .. shell, Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments]
        );
    }

    /// <summary>Runs a program of the system to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return process.ExitCode;
    }

    /// <summary>Starts <c>dotnet</c>.</summary>
    public static RunningProgram StartDotnet(string folder, params IEnumerable<string> arguments) =>
        StartCommand(folder, [.. DefaultSignals, Host, .. arguments]);

    // Who started the tests may ignore Ctrl-C (a shell's background job does), and what is ignored is inherited.
    private static string[] DefaultSignals => OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];

    private static RunningProgram StartCommand(string folder, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder };
        start.Environment["XDG_STATE_HOME"] = folder; // What a client keeps for its user goes with the test.
        return new RunningProgram(start);
    }

    /// <summary>Starts one of this repository's programs on a host of a <see cref="NatBox"/>; on this one if it is null.</summary>
    public static RunningProgram StartOn(
        string? host,
        string program,
        string folder,
        params IEnumerable<string> arguments
    ) =>
        StartCommand(
            folder,
            [
                .. host is null ? [] : (string[])["ip", "netns", "exec", host],
                .. DefaultSignals,
                Host,
                Path.Combine(AppContext.BaseDirectory, program + ".dll"),
                .. arguments,
            ]
        );

    /// <summary>Starts one of this repository's programs by means of another one, which gets it as its last arguments.</summary>
    /// <param name="starter">The other program and its own arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program, and its arguments.</param>
    public static RunningProgram StartUnder(string[] starter, string folder, string[] command)
    {
        var program = Path.Combine(AppContext.BaseDirectory, command[0] + ".dll");
        return new RunningProgram(
            new ProcessStartInfo(starter[0], [.. starter[1..], Host, program, .. command[1..]])
            {
                WorkingDirectory = folder,
            }
        );
    }

    /// <summary>Types a line.</summary>
    public Task Type(string line) => TypePart(line + "\n");

    /// <summary>Types text without a line end.</summary>
    public async Task TypePart(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends the input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Waits for a line of the output.</summary>
    public Task<string> Prints(string line) => Prints(printed => printed == line, line);

    /// <summary>Waits for a line of the output that begins so.</summary>
    public Task<string> PrintsBeginning(string beginning) =>
        Prints(printed => printed.StartsWith(beginning, StringComparison.Ordinal), beginning);

    /// <summary>Waits for a line of the output.</summary>
    public async Task<string> Prints(Func<string, bool> isExpected, string what)
    {
        try
        {
            // What follows must not run on the thread that reads the output: to dispose of the program is to wait for that thread.
            return await _output
                .FirstAsync(isExpected)
                .Timeout(Patience.Limit, RealTime.Scheduler)
                .ToTask(RealTime.Scheduler);
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException)
        {
            throw new TimeoutException(
                $"Not printed: {what}. Printed:\n{await SoFar(_output)}\n{await SoFar(_errors)}",
                error
            );
        }
    }

    /// <summary>Waits until the program has ended and all that it printed is there.</summary>
    public async Task<Ending> Ends()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        var output = await _output.ToList().ToTask(RealTime.Scheduler).WaitAsync(Patience.Limit);
        var errors = await _errors.ToList().ToTask(RealTime.Scheduler).WaitAsync(Patience.Limit);
        return new Ending(_process.ExitCode, [.. output], [.. errors]);
    }

    /// <summary>Sends the program, and nobody else, a signal.</summary>
    public void Send(Signal signal) => Send(signal, _process.Id);

    /// <summary>Sends a process that a test has started, and nobody else, a signal.</summary>
    public static void Send(Signal signal, int process) => Assert.Equal(0, Kill(process, (int)signal));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(Patience.Limit);
        }

        _process.Dispose();
    }

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static void Pass(string? line, ReplaySubject<string> lines)
    {
        if (line is null)
        {
            lines.OnCompleted();
        }
        else
        {
            lines.OnNext(line);
        }
    }

    private static async Task<string> SoFar(IObservable<string> lines) =>
        string.Join(
            '\n',
            await lines.TakeUntil(Observable.Timer(TimeSpan.FromSeconds(1), RealTime.Scheduler)).ToList()
        );

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

/// <summary>How a program ended.</summary>
internal sealed record Ending(int ExitCode, string[] Output, string[] Errors);

/// <summary>Signals, by their numbers on Linux; those up to 15 are the same on macOS.</summary>
internal enum Signal
{
    HangUp = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
