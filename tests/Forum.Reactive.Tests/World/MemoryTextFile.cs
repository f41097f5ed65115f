using System.Buffers;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Text;
using Forum.Reactive.Views;

namespace Forum.Reactive.Tests.World;

/// <summary>A text file in memory that notes when it was appended to and replaced.</summary>
internal sealed class MemoryTextFile(IScheduler clock) : ITextFile
{
    private readonly ArrayBufferWriter<byte> _content = new();

    /// <summary>Where a test says that somebody damaged the file.</summary>
    public Subject<Exception> Damages { get; } = new();

    public IObservable<Exception> Damage => Damages;

    public List<DateTimeOffset> Appends { get; } = [];

    public List<DateTimeOffset> Rewrites { get; } = [];

    /// <summary>What the next writes fail with; null: they succeed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What happens during a rewrite, before it is done.</summary>
    public Action WhileRewriting { get; set; } = () => { };

    public bool IsDisposed { get; private set; }

    public string Text => Encoding.UTF8.GetString(_content.WrittenSpan);

    public string[] Lines => Text.Length == 0 ? [] : Text.TrimEnd('\n').Split('\n');

    public void Append(ReadOnlySpan<byte> lines)
    {
        Fail();
        Assert.False(IsDisposed);
        Appends.Add(clock.Now);
        _content.Write(lines);
    }

    public void Replace(Action<IBufferWriter<byte>> write)
    {
        Fail();
        Assert.False(IsDisposed);
        Rewrites.Add(clock.Now);
        var next = new ArrayBufferWriter<byte>();
        write(next);
        WhileRewriting();
        _content.ResetWrittenCount();
        _content.Write(next.WrittenSpan);
    }

    public void Dispose() => IsDisposed = true;

    private void Fail()
    {
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
