namespace Forum.Simulation.Worlds;

/// <summary>One thing that somebody does, or that befalls somebody, in a world. What it means in detail is decided when it happens, from its number.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Who">The number of a person; for what befalls the server: any.</param>
/// <param name="Number">Chance: the same step chooses the same.</param>
internal sealed record Step(TimeSpan At, StepKind Kind, int Who, int Number);

internal enum StepKind
{
    // What a person does
    Connect,
    LogIn,
    LogInWrongly,
    LogInAsAnother,
    Take,
    Post,
    PostMany,
    Edit,
    Delete,
    ReadSince,
    ReadAfter,
    List,
    Follow,
    Unfollow,
    Port,
    Idle,
    Nonsense,
    Out,
    HangUp,
    SendFile,
    AnswerOffer,
    CancelOffer,

    // What befalls a person
    CutOff,
    Rejoin,
    CrashClient,
    SleepClient,
    WakeClient,
    BadLink,
    GoodLink,
    FillClientDisk,

    // What befalls the server
    CrashServer,
    KillServer,
    StopServer,
    FillDisk,
    BreakDisk,
    MendDisk,
    SetClock,
    Disconnect,
    PostAs,
    SpoilFiles,
}
