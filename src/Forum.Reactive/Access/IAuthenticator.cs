namespace Forum.Reactive.Access;

/// <summary>Says whether a password is right, without holding up whoever asks.</summary>
/// <remarks>Safe on any thread.</remarks>
public interface IAuthenticator
{
    /// <summary>Checks a password: begins at once, also when nobody subscribes.</summary>
    /// <param name="user">The name, whether or not there is such a user: both take the same time.</param>
    /// <param name="password">Bytes of UTF-8; the caller keeps them as they are until the answer has come, and wipes them then.</param>
    /// <returns>
    /// One value on any thread, also for those who subscribe later; none at all when too many checks wait already: then the client is
    /// refused for now, which is no failed attempt. Never an error.
    /// </returns>
    IObservable<bool> Verify(string user, ReadOnlyMemory<byte> password);

    /// <summary>Users who were deleted while the server runs: it ends their sessions. On any thread.</summary>
    IObservable<IReadOnlyList<string>> Removed { get; }
}
