namespace Forum.Reactive.Log;

/// <summary>A log-in as the log has it: the password was checked where the connection is, and is not part of it.</summary>
/// <param name="User">The name that was given, whether or not there is such a user.</param>
/// <param name="PasswordIsRight">Whether the password was that of the user.</param>
/// <param name="Take">Whether another log-in of the same user is to end.</param>
/// <param name="Address">Where the connection comes from, as the server sees it.</param>
/// <param name="UdpPort">Where the client takes files, 1 to 65535; 0: nowhere.</param>
public sealed record LogInDetails(string User, bool PasswordIsRight, bool Take, string Address, int UdpPort);

/// <summary>A message that the hosting program posts.</summary>
/// <param name="User">In whose name.</param>
/// <param name="Text">UTF-8. Not copied: nobody changes it any more.</param>
#pragma warning disable CA1819 // The bytes become the message's own, without a copy.
public sealed record PostAsDetails(string User, byte[] Text);
#pragma warning restore CA1819

/// <summary>What a node's clocks show when somebody has set the one on the wall.</summary>
/// <param name="Wall">The wall clock now.</param>
/// <param name="Expected">The time that the log would give now if the clock had not been set: its last time, and what has passed since.</param>
public sealed record ClockDetails(DateTimeOffset Wall, DateTimeOffset Expected);
