namespace Forum.Reactive.Transfer.Files;

/// <summary>What travels of a file besides its name and its content.</summary>
/// <param name="ModifiedAt">When it was last written, in milliseconds since 1970 UTC.</param>
/// <param name="IsExecutable">Whether its owner may run it.</param>
public readonly record struct FileDetails(long ModifiedAt, bool IsExecutable);
