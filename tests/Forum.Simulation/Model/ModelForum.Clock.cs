namespace Forum.Simulation.Model;

/// <content>
/// The clock: whatever somebody sets it to, ten seconds are ten seconds, and what people read comes back to it without ever going back.
/// </content>
internal sealed partial class ModelForum
{
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(0.5);
    private TimeSpan _ahead; // By which the log is ahead of the wall
    private TimeSpan _caughtUp; // Of it, when the clock was told of last
    private DateTimeOffset _toldAt;

    /// <summary>The second that people read now.</summary>
    public long Second => (_now - CaughtUp(_now)).ToUnixTimeSeconds();

    // Half the pace of the log, until it is the wall's time again
    private TimeSpan CaughtUp(DateTimeOffset time)
    {
        var most = _caughtUp + ((time - _toldAt) / 2);
        return _ahead == TimeSpan.Zero ? TimeSpan.Zero
            : most < _ahead ? most
            : _ahead;
    }

    private void SetClock(DateTimeOffset expected, DateTimeOffset wall)
    {
        if (_now - expected is var jump && jump > Unnoticed)
        {
            Postpone(jump);
        }

        var taken = CaughtUp(_now);
        _ahead = _now - wall > Unnoticed ? _now - wall : TimeSpan.Zero;
        (_caughtUp, _toldAt) = (taken < _ahead ? taken : _ahead, _now);
    }

    private void Postpone(TimeSpan by)
    {
        _windows.Values.ToList().ForEach(window => window.Postpone(by));
        _offers.ForEach(offer => offer.LapsesAt += by);
        Postpone(_debts, by);
        Postpone(_offerDebts, by);
    }

    private static void Postpone(Dictionary<string, DateTimeOffset> debts, TimeSpan by)
    {
        foreach (var who in debts.Keys.ToList())
        {
            debts[who] += by;
        }
    }
}
