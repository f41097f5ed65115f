using System.Text;
using Forum.Reactive.Log;

namespace Forum.Reactive.Nats.Tests;

/// <summary>A state machine whose state is all that was ordered.</summary>
internal sealed class RememberingMachine : IStateMachine
{
    private readonly List<string> _ordered = [];
    private DateTimeOffset _time;

    /// <summary>What was ordered, an entry each.</summary>
    public IReadOnlyList<string> Ordered => _ordered;

    /// <summary>What was refused, and what was only looked at, in the order in which it came out.</summary>
    public List<string> Refused { get; } = [];

    public int Looks { get; private set; }

    /// <summary>What it says of its state is wrong.</summary>
    public bool IsMad { get; set; }

    public DateTimeOffset Time => _time;

    public void OnNext(LogBatch value)
    {
        Assert.Equal(_ordered.Count + 1, value.FirstPosition);
        Assert.True(value.Time >= _time, "Time went back.");
        _time = value.Time;
        foreach (var entry in value.Entries)
        {
            if (!entry.Act.IsDurable)
            {
                Looks++;
            }
            else if (value.Fate == LogFate.Ordered)
            {
                _ordered.Add(Words(entry.Act));
            }
            else
            {
                Refused.Add(Words(entry.Act));
            }
        }
    }

    public StateSnapshot Capture()
    {
        var state = Encoding.UTF8.GetBytes(string.Join('\n', _ordered));
        return new StateSnapshot(_ordered.Count, _time, Hash(), [state]);
    }

    public void Restore(StateSnapshot snapshot)
    {
        var state = Encoding.UTF8.GetString([.. snapshot.Slices.SelectMany(slice => slice.ToArray())]);
        _ordered.AddRange(state.Split('\n'));
        _time = snapshot.Time;
    }

    public void OnCompleted() { }

    public void OnError(Exception error) => Assert.Fail(error.ToString());

    private static string Words(Act act) =>
        act.Kind == ActKind.Post ? Encoding.UTF8.GetString(act.Text) : $"{act.Kind} {act.Number}";

    private ulong Hash()
    {
        var hash = IsMad ? 7UL : 14695981039346656037;
        foreach (var text in _ordered)
        {
            foreach (var c in text)
            {
                hash = (hash ^ c) * 1099511628211;
            }
        }

        return hash;
    }
}
