namespace DynamicData.Cache.Internal;

/// <content>
/// Writers that never rest. A thread that left its item to another waits while the queue is full; and if the other has
/// drained for a while it is relieved by the next thread that comes from outside of all caches. Who could be waited for
/// itself waits little (inside a delivery) or not at all (inside an edit).
/// </content>
internal sealed partial class DeliveryQueue<T>
{
    private const int Full = 1_024; // items
    private const int Roomy = Full / 2;
    private const int LongestDuty = 10; // ms for which a thread drains for others before it wants relief
    private const int LongestReliefWait = 10; // ms
    private const int LongestWait = 1_000; // ms that a thread waits for room
    private const int LongestWaitInVain = 10; // ms, if the last one who waited for room saw no progress
    private const int LongestWaitInside = 1; // ms, if it is itself delivering

    private readonly WaitingRoom _room = new();
    private volatile int _backlog; // how many wait; changes under the gate
    private volatile bool _wantsRelief; // of the draining thread
    private long _dutySince; // of the draining thread; 0: not counting yet
    private volatile int _progress; // grows with each item that had to wait
    private volatile int _inVain = -1; // the progress at which someone has waited for room in vain

    /// <summary>To be called by a thread that has left its item to another, when it has left the gate.</summary>
    /// <exception cref="Exception">What the handler threw if this thread came to drain.</exception>
    public void Throttle(Nesting nesting)
    {
        if ((_backlog < Full && !_wantsRelief) || _drainer == nesting.Thread || nesting.Edits > 0)
        {
            return;
        }

        if (Wait(isInside: nesting.Deliveries > 0))
        {
            TakeOver(nesting);
        }
    }

    private bool Wait(bool isInside)
    {
        if (_backlog < Full)
        {
            return !isInside && _room.Wait(IsReliefWanted, LongestReliefWait, isCandidate: true);
        }

        var before = _progress;
        var limit =
            isInside ? LongestWaitInside
            : _inVain == before ? LongestWaitInVain
            : LongestWait;
        var takesOver = _room.Wait(IsFull, limit, !isInside);
        _inVain = takesOver || isInside || _progress != before ? _inVain : before;
        return takesOver;
    }

    private bool IsFull() => _backlog > Roomy && Volatile.Read(ref _state) != Idle;

    private bool IsReliefWanted() => _wantsRelief && Volatile.Read(ref _state) != Idle;

    /// <summary>Goes on where the thread left off that offered the role.</summary>
    private void TakeOver(Nesting nesting)
    {
        var failures = default(Failures);
        StartDuty(nesting, isBrief: false);
        HandleRest(nesting, ref failures);
        nesting.Deliveries--;
        failures.ThrowIfAny();
    }

    private void StartDuty(Nesting nesting, bool isBrief)
    {
        nesting.Deliveries++;
        _drainer = nesting.Thread;
        _wantsRelief = isBrief;
        _dutySince = 0;
    }

    /// <summary>
    /// Called by the draining thread when there is more: keeps time, makes room for those who wait, and offers them the role
    /// when it has had it for long.
    /// </summary>
    private bool IsRelieved()
    {
        _progress++;
        var now = Environment.TickCount64;
        _dutySince = _dutySince == 0 ? now : _dutySince;
        _wantsRelief |= now - _dutySince > LongestDuty;
        if (!_room.IsOccupied)
        {
            return false;
        }

        if (_wantsRelief && _room.TryOffer())
        {
            return true;
        }

        if (_backlog <= Roomy)
        {
            _room.Wake();
        }

        return false;
    }

    private void WakeOthers()
    {
        if (_room.IsOccupied)
        {
            _room.Wake();
        }
    }
}
