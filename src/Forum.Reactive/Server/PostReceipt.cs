using Forum.Reactive.Board;

namespace Forum.Reactive.Server;

/// <summary>A message that was posted.</summary>
/// <param name="Number">The number that it had then.</param>
/// <param name="Message">The message.</param>
public sealed record PostReceipt(long Number, Message Message);
