namespace DynamicData.Cache.Internal;

/// <summary>
/// Where threads wait behind the one that delivers: for room in its queue, or to relieve it. Each wait has a limit, so that
/// whoever is waited for and waits for us costs a delay and no more.
/// </summary>
internal sealed class WaitingRoom
{
    private const int Slice = 20; // ms; a thread looks again at least this often

    private readonly object _door = new();
    private int _waiting; // changes behind the door
    private int _candidates; // those of them who can relieve the delivering thread; behind the door
    private bool _isOffered; // behind the door

    /// <summary>Whether anyone waits.</summary>
    public bool IsOccupied => Volatile.Read(ref _waiting) != 0;

    /// <summary>Waits while it must, until the role of the delivering thread is offered, or for a time.</summary>
    /// <param name="mustWait">Asked again whenever something may have changed.</param>
    /// <param name="milliseconds">The longest wait.</param>
    /// <param name="isCandidate">Whether this thread can take the role.</param>
    /// <returns>True if it must take the role now.</returns>
    public bool Wait(Func<bool> mustWait, int milliseconds, bool isCandidate)
    {
        var end = Environment.TickCount64 + milliseconds;
        lock (_door)
        {
            Interlocked.Increment(ref _waiting);
            _candidates += isCandidate ? 1 : 0;
            while (!IsOfferedTo(isCandidate) && mustWait() && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_door, (int)Math.Min(left, Slice));
            }

            Interlocked.Decrement(ref _waiting);
            _candidates -= isCandidate ? 1 : 0;
            var takes = IsOfferedTo(isCandidate);
            _isOffered &= !takes;
            return takes;
        }
    }

    /// <summary>Offers the role of the delivering thread to those who wait.</summary>
    /// <returns>True if one of them takes it.</returns>
    public bool TryOffer()
    {
        lock (_door)
        {
            if (_candidates == 0)
            {
                return false;
            }

            _isOffered = true;
            Monitor.PulseAll(_door);
            return true;
        }
    }

    /// <summary>Lets those who wait look again.</summary>
    public void Wake()
    {
        lock (_door)
        {
            Monitor.PulseAll(_door);
        }
    }

    private bool IsOfferedTo(bool isCandidate) => isCandidate && _isOffered;
}
