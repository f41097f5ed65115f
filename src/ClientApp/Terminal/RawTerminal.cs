using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text;
using Forum.ClientApp.Session;
using Microsoft.Win32.SafeHandles;

namespace Forum.ClientApp.Terminal;

/// <summary>
/// The controlling terminal in raw mode: bytes as they are typed, nothing echoed, no key that the kernel takes for a signal.
/// Disposing it puts the terminal back as it was, whatever ended the program.
/// </summary>
/// <remarks>Unix. Members are safe on any thread.</remarks>
internal sealed class RawTerminal : IDisposable
{
    private const string BracketedPasteOn = "\x1b[?2004h";
    private const string BracketedPasteOff = "\x1b[?2004l";

    // Whatever a painting that was broken off had switched: wrapping, the cursor, synchronized output.
    private const string Usual = "\x1b[?7h\x1b[?25h\x1b[?2026l" + BracketedPasteOff;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly byte[] _before;
    private readonly ProgramEnd _end;
    private bool _isRaw;

    private RawTerminal(byte[] before)
    {
        _before = before;
        _end = new ProgramEnd(Rescue);
    }

    /// <summary>The present size.</summary>
    public static TerminalSize Size => Libc.WindowSize() ?? TerminalSize.Usual;

    /// <summary>Switches to raw mode.</summary>
    /// <returns>Null when standard input is no terminal that can be switched.</returns>
    public static RawTerminal? TryEnter()
    {
        if (OperatingSystem.IsWindows() || Libc.Attributes() is not { } before)
        {
            return null;
        }

        var terminal = new RawTerminal(before);
        terminal.Enter();
        return terminal;
    }

    /// <summary>What is typed, read on a thread of its own from the subscription on; ends when the terminal has gone.</summary>
    public static IObservable<ReadOnlyMemory<byte>> Input() =>
        Observable.Create<ReadOnlyMemory<byte>>(observer =>
        {
            var stop = new BooleanDisposable();
            new Thread(() => ReadInto(observer, stop)) { IsBackground = true, Name = "Keyboard" }.Start();
            return stop;
        });

    /// <summary>Standard input as it is: the runtime's own stream would echo, and set modes of the terminal by itself.</summary>
    public static Stream OpenInput() =>
        OperatingSystem.IsWindows()
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>The controlling terminal, wherever standard output goes; nowhere where there is none.</summary>
    public static TextWriter OpenOutput()
    {
        try
        {
            return new StreamWriter(
                new FileStream("/dev/tty", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0)
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return TextWriter.Null;
        }
    }

    /// <summary>Writes text; returns when the terminal has taken it all.</summary>
    public static void Write(string text) => Libc.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Gives the terminal back and stops the program, as Ctrl-Z does. Who continues it calls <see cref="Enter"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no shell that could continue it.</exception>
    public void Suspend()
    {
        if (!Libc.IsJob())
        {
            throw new InvalidOperationException("there is no shell here that could continue it");
        }

        Write("\r\n");
        Leave();
        Libc.StopSelf();
    }

    /// <summary>Takes the terminal, at first or again.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            Libc.SetRaw(_before);
            _isRaw = true;
            Write(BracketedPasteOn);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _end.Dispose();
    }

    private static void ReadInto(IObserver<ReadOnlyMemory<byte>> observer, BooleanDisposable stop)
    {
        var buffer = new byte[4096];
        while (!stop.IsDisposed && Libc.Read(buffer) is > 0 and var count)
        {
            observer.OnNext(buffer.AsSpan(0, count).ToArray());
        }

        observer.OnCompleted();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (!_isRaw)
            {
                return;
            }

            Write(Usual);
            Libc.Restore(_before);
            _isRaw = false;
        }
    }

    // Nothing here may wait: the thread that was to leave may be the one that fails, and a terminal may take nothing more.
    private void Rescue()
    {
        if (Volatile.Read(ref _isRaw))
        {
            Libc.RestoreNow(_before);
            var writing = new Thread(() => Write(Usual + "\r\n")) { IsBackground = true };
            writing.Start();
            writing.Join(Patience);
        }
    }
}
