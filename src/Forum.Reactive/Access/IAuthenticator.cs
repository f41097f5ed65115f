namespace Forum.Reactive.Access;

/// <summary>Who may log in. Safe on any thread.</summary>
public interface IAuthenticator
{
    /// <summary>
    /// Whether <paramref name="password"/> is that of <paramref name="user"/>. A wrong password and a name that does not exist cost the
    /// same time.
    /// </summary>
    /// <param name="user">A name as it was given.</param>
    /// <param name="password">In UTF-8. The caller wipes it when the value has come: it is not to be kept.</param>
    /// <returns>One value, on any thread, maybe within the subscription; never an error.</returns>
    IObservable<bool> Verify(string user, ReadOnlyMemory<byte> password);

    /// <summary>Users who may no longer log in, as that becomes known: their sessions end. On any thread.</summary>
    IObservable<IReadOnlyList<string>> Removed { get; }
}
