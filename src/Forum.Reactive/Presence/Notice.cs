using Forum.Reactive.Protocol;

namespace Forum.Reactive.Presence;

/// <summary>An event for one user alone.</summary>
/// <param name="Login">The log-in whose client is told.</param>
/// <param name="Event">What.</param>
internal readonly record struct Notice(long Login, ForumEvent Event);
