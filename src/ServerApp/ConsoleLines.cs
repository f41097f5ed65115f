using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Text;
using Forum.Reactive.Protocol;
using Serilog;

namespace Forum.ServerApp;

/// <summary>
/// Writes lines to the log, many at a time when many come: a quiet server shows each within <see cref="Pace"/>, a busy one does
/// not pay for each by itself. What users wrote is shown, and never obeyed.
/// </summary>
internal sealed class ConsoleLines(ILogger log, IScheduler scheduler) : IObserver<string>, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private const int Enough = 32 * 1024; // Characters

    private readonly SerialDisposable _due = new();
    private readonly Lock _gate = new(); // Held while lines are written, so that they stay in order
    private readonly StringBuilder _lines = new(); // Protected by the gate
    private bool _scheduled; // Protected by the gate

    public void OnNext(string value)
    {
        lock (_gate)
        {
            _lines.Append(_lines.Length == 0 ? "" : Environment.NewLine).Append(VisibleText.Of(value));
            if (_lines.Length >= Enough)
            {
                Write();
            }
            else if (!_scheduled)
            {
                _scheduled = true;
                _due.Disposable = scheduler.Schedule(Pace, WriteWhenDue);
            }
        }
    }

    public void OnError(Exception error) => OnCompleted();

    public void OnCompleted()
    {
        lock (_gate)
        {
            Write();
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Dispose()
    {
        _due.Dispose();
        OnCompleted();
    }

    private void WriteWhenDue()
    {
        lock (_gate)
        {
            _scheduled = false;
            Write();
        }
    }

    private void Write()
    {
        if (_lines.Length > 0)
        {
            log.Information("{Lines:l}", _lines.ToString());
            _lines.Clear();
        }
    }
}
