namespace Forum.Reactive.Transport;

/// <summary>
/// The loop where there is no epoll: a thread that waits for timers and for what is posted to it, the completions of the system's
/// own socket engine among it.
/// </summary>
#pragma warning disable CA1001 // Its end disposes of what it owns.
internal sealed class EventLoop : LoopScheduler
#pragma warning restore CA1001
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly HashSet<IDisposable> _members = []; // Of the loop's thread

    public EventLoop(string name)
        : base(name) => Start();

    /// <summary>Disposes <paramref name="member"/> when the loop ends. On the loop.</summary>
    public void Add(IDisposable member) => _members.Add(member);

    /// <summary>The member is disposed already. On the loop.</summary>
    public void Remove(IDisposable member) => _members.Remove(member);

    private protected override void Wake() => _wake.Set();

    private protected override void WaitAndReceive(TimeSpan timeout)
    {
        if (timeout != TimeSpan.Zero)
        {
            // Rounded up, so that what is waited for is due then.
            _wake.WaitOne((int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue));
        }
    }

    private protected override void ReleaseAll()
    {
        foreach (var member in _members.ToArray())
        {
            Try(member, static m => m.Dispose());
        }
    }

    private protected override void Close() => _wake.Dispose();
}
