namespace Forum.Reactive.Forum;

/// <summary>Who was refused: the subject of such an answer.</summary>
/// <param name="User">The name that was given, whether or not there is such a user; null: none.</param>
/// <param name="Address">Where the connection comes from, as the server sees it.</param>
internal sealed record Caller(string? User, string Address);
