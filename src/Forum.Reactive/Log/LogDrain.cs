using System.Reactive;
using System.Reactive.Subjects;

namespace Forum.Reactive.Log;

/// <summary>For logs: those who wait until nothing that was appended is without its fate. All of them hear of it together.</summary>
/// <remarks>For the loop.</remarks>
internal sealed class LogDrain
{
    private AsyncSubject<Unit>? _waiting; // Null: nobody does

    /// <summary>Waits for the next <see cref="Complete"/>.</summary>
    /// <returns>What <see cref="ILog.Drain"/> returns.</returns>
    public IObservable<Unit> Wait() => _waiting ??= new AsyncSubject<Unit>();

    /// <summary>Nothing is without its fate.</summary>
    public void Complete()
    {
        if (_waiting is { } waiting)
        {
            _waiting = null; // Whoever hears of it may append, and wait again.
            waiting.OnNext(Unit.Default);
            waiting.OnCompleted();
        }
    }
}
