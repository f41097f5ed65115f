using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Forum.Reactive.Transport;

/// <summary>Rounds in virtual time: each thing that happens is one, and ends with what it deferred.</summary>
internal sealed class MemoryRounds(IScheduler scheduler)
{
    private List<Action> _deferred = [];
    private List<Action> _running = [];
    private bool _isRunning;

    public IScheduler Scheduler => scheduler;

    /// <summary>Whether something happens just now.</summary>
    public bool IsRunning => _isRunning;

    public void Run<T>(T state, Action<T> act)
    {
        if (_isRunning)
        {
            act(state); // Within another: its end is the end of this.
            return;
        }

        _isRunning = true;
        try
        {
            act(state);
            EndRound();
        }
        finally
        {
            _isRunning = false;
        }

        if (_deferred.Count > 0)
        {
            ScheduleNext();
        }
    }

    public void Defer(Action act)
    {
        _deferred.Add(act);
        if (!_isRunning && _deferred.Count == 1)
        {
            ScheduleNext();
        }
    }

    private void ScheduleNext() =>
        scheduler.Schedule(
            this,
            static (_, rounds) =>
            {
                rounds.Run(rounds, static _ => { });
                return Disposable.Empty;
            }
        );

    private void EndRound()
    {
        (_deferred, _running) = (_running, _deferred);
        foreach (var act in _running)
        {
            act();
        }

        _running.Clear();
    }
}
