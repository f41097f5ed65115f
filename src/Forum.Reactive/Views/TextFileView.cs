using System.Buffers;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Forum.Reactive.Views;

/// <summary>
/// Keeps a text file equal to a list that grows at its end and now and then changes elsewhere. Additions are appended at once,
/// and gathered while they come fast; other changes rewrite the file, at most a few times a second, and the longer a rewrite
/// takes the longer the next one waits, so that a large list does not keep the disk busy.
/// </summary>
/// <typeparam name="TList">A snapshot of the list.</typeparam>
internal sealed class TextFileView<TList> : IDisposable
{
    /// <summary>Least time between two appends.</summary>
    public static readonly TimeSpan AppendPace = TimeSpan.FromMilliseconds(20);

    /// <summary>Least time between two rewrites.</summary>
    public static readonly TimeSpan RewritePace = TimeSpan.FromMilliseconds(250);

    /// <summary>A change is in the file after so long at the latest, unless a rewrite takes over half of it.</summary>
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(1);

    /// <summary>How many times as long as a rewrite took passes from its start to the next one's.</summary>
    private const int RestFactor = 6;

    /// <summary>Most time between two rewrites, unless one takes longer.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    /// <summary>Time from a write that failed to the next.</summary>
    public static readonly TimeSpan RetryPace = TimeSpan.FromSeconds(1);

    private readonly ITextFile _file;
    private readonly ITextFileContent<TList> _content;
    private readonly IScheduler _scheduler;
    private readonly IStopwatch _clock;
    private readonly Subject<Exception> _faults = new();
    private readonly SerialDisposable _again = new(); // Holds no lock while it writes, as Switch would
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly IDisposable _subscription;
    private readonly Lock _gate = new(); // Held while the file is written
    private TList _written; // Protected by the gate, as is what follows
    private TimeSpan _nextRewrite;
    private bool _mustRewrite;
    private bool _hasFailed; // It was told, and has not succeeded since
    private bool _disposed;

    public TextFileView(
        ITextFile file,
        ITextFileContent<TList> content,
        IObservable<Unit> changes,
        IScheduler scheduler
    )
    {
        (_file, _content, _scheduler) = (file, content, scheduler);
        _clock = scheduler.StartStopwatch();
        _written = content.Take();
        _mustRewrite = content.CountOf(_written) > 0; // The file is empty, the list is not.
        var first = _mustRewrite ? Observable.Return(Unit.Default) : Observable.Empty<Unit>();
        _subscription = new CompositeDisposable(
            _again,
            file.Damage.Subscribe(Mend),
            first.Concat(changes).Conflate(AppendPace, scheduler).Subscribe(_ => Write())
        );
    }

    /// <summary>
    /// Writes that failed, once until one succeeds; they are tried again after <see cref="RetryPace"/>. And what others did to the file.
    /// </summary>
    public IObservable<Exception> Faults => _faults;

    /// <summary>Writes what is there now, however long ago the last write was.</summary>
    /// <returns>Hot: one value when the file has it, or when that failed, which is told.</returns>
    public IObservable<Unit> Complete()
    {
        var completed = new AsyncSubject<Unit>();
        _scheduler.Schedule(() =>
        {
            lock (_gate)
            {
                if (!_disposed && !TryWrite(_content.Take()))
                {
                    WriteIn(RetryPace);
                }
            }

            completed.OnNext(Unit.Default);
            completed.OnCompleted();
        });
        return completed;
    }

    /// <summary>Writes what is not written yet, and closes the file.</summary>
    public void Dispose()
    {
        _subscription.Dispose();
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            TryWrite(_content.Take());
            _file.Dispose();
        }

        _faults.OnCompleted();
    }

    private void Write()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var now = _content.Take();
            if (!CanAppend(now) && _clock.Elapsed < _nextRewrite)
            {
                WriteIn(_nextRewrite - _clock.Elapsed);
            }
            else if (!TryWrite(now))
            {
                WriteIn(RetryPace);
            }
        }
    }

    private void WriteIn(TimeSpan wait) => _again.Start(_scheduler, wait, this, static view => view.Write());

    private void Mend(Exception damage)
    {
        lock (_gate)
        {
            _mustRewrite = true;
            _faults.OnNext(damage);
        }

        Write();
    }

    private bool CanAppend(TList now) => !_mustRewrite && _content.OnlyGrew(_written, now);

    private bool TryWrite(TList now)
    {
        try
        {
            if (CanAppend(now))
            {
                Append(now);
            }
            else
            {
                Rewrite(now);
            }

            _written = now;
            _mustRewrite = _hasFailed = false;
            return true;
        }
#pragma warning disable CA1031 // A file is an embedder's code, and no reason for the forum to end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _mustRewrite = true; // Half of an append may be there.
            if (!_hasFailed)
            {
                _hasFailed = true;
                _faults.OnNext(error);
            }

            return false;
        }
    }

    private void Append(TList now)
    {
        var first = _content.CountOf(_written);
        while (first < _content.CountOf(now))
        {
            _lines.ResetWrittenCount();
            first = _content.Write(now, first, _lines);
            _file.Append(_lines.WrittenSpan);
        }
    }

    private void Rewrite(TList now)
    {
        var start = _clock.Elapsed;
        _file.Replace(lines =>
        {
            for (var first = 0; first < _content.CountOf(now); )
            {
                first = _content.Write(now, first, lines);
            }
        });
        _nextRewrite = start + TimeToNext(_clock.Elapsed - start);
    }

    // A change that just missed one rewrite is in the file after the next: within the delay, where the disk can do that.
    private static TimeSpan TimeToNext(TimeSpan duration)
    {
        var longest = 2 * duration <= UsualDelay ? UsualDelay - duration : LongestRest;
        return TimeSpan.FromTicks(Math.Clamp(RestFactor * duration.Ticks, RewritePace.Ticks, longest.Ticks));
    }
}

/// <summary>The list behind a <see cref="TextFileView{TList}"/>, and how its lines are written.</summary>
/// <typeparam name="TList">A snapshot of the list.</typeparam>
internal interface ITextFileContent<TList>
{
    /// <summary>The list as it is now.</summary>
    TList Take();

    /// <summary>Lines in a snapshot.</summary>
    int CountOf(TList list);

    /// <summary>Whether the lines of <paramref name="before"/> are the first lines of <paramref name="now"/>.</summary>
    bool OnlyGrew(TList before, TList now);

    /// <summary>Writes a bounded number of lines.</summary>
    /// <returns>The first line, from 0, that was not written.</returns>
    int Write(TList list, int first, IBufferWriter<byte> lines);
}
