using System.Reactive.Concurrency;
using Forum.Reactive;

namespace Forum.Programs;

/// <summary>
/// Standard input, output and error as whoever started the program left them: open, full, read by nobody, or closed. While this is
/// there, <see cref="Console.Out"/> and <see cref="Console.Error"/> never throw; disposing it waits a little for what was printed.
/// </summary>
internal sealed class StandardStreams : IDisposable
{
    /// <summary>How long the end of the program waits for what it has printed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Asked for at the start: a program that is out of file descriptors loads no more code.
    private readonly IScheduler _scheduler = RealTime.Scheduler;
    private readonly OutputQueue _output;
    private readonly OutputQueue _error;

    private StandardStreams(bool[] isOpen)
    {
        HasInput = isOpen[0];
        _output = Queue(1, isOpen[1], Console.OpenStandardOutput);
        _error = Queue(2, isOpen[2], Console.OpenStandardError);
        Console.SetOut(_output);
        Console.SetError(_error);
        if (!HasInput)
        {
            Console.SetIn(TextReader.Null);
        }
    }

    /// <summary>Whether there is a standard input.</summary>
    public bool HasInput { get; }

    /// <summary>Takes the streams. To be called before anything is printed.</summary>
    public static StandardStreams Take() => new([.. Enumerable.Range(0, 3).Select(Descriptors.IsInherited)]);

    /// <summary>Standard input; at its end if there is none.</summary>
    public Stream OpenInput() => HasInput ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>Whoever takes what is printed has so much time left; then nothing waits for him any more.</summary>
    public void CloseAfter(TimeSpan time) => _scheduler.Schedule(time, Close);

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseAfter(Patience);
        _output.Drain();
        _error.Drain();
        Close();
    }

    private void Close()
    {
        _output.Close();
        _error.Close();
    }

    // The runtime's own stream holds the lock of Console.Out while it is stuck.
    private static OutputQueue Queue(int descriptor, bool isOpen, Func<Stream> open)
    {
        if (!isOpen)
        {
            return new OutputQueue(static _ => { });
        }

        return OperatingSystem.IsWindows()
            ? new OutputQueue(open().Write)
            : new OutputQueue(bytes => Descriptors.Write(descriptor, bytes));
    }
}
