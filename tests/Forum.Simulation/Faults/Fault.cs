namespace Forum.Simulation.Faults;

/// <summary>What can be wrong in a world, by intention: so that it is known that the checks find it.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What was acknowledged was not on the disk yet when the machine failed.</summary>
    AnswerBeforeJournal,

    /// <summary>What the log refused is in it all the same.</summary>
    RefusedAndDone,

    /// <summary>The end of a log-in is lost on its way to the log.</summary>
    LogOutLost,

    /// <summary>An entry is folded twice.</summary>
    FoldedTwice,

    /// <summary>The last entry of a batch is lost where the batch is cut.</summary>
    CutTooShort,

    /// <summary>After a deletion a number is skipped.</summary>
    NumberSkipped,

    /// <summary>An attempt while the name is blocked begins a new window.</summary>
    BlockEndedByAttempt,

    /// <summary>Whether an offer has lapsed is decided by a local clock, which is ahead.</summary>
    LapseByLocalClock,

    /// <summary>A snapshot says that it is newer than it is.</summary>
    SnapshotTooOld,

    /// <summary>That a connection takes bytes again is not told.</summary>
    LostWakeUp,

    /// <summary>That a connection was reset is not told.</summary>
    LeakOnReset,

    /// <summary>A piece of an answer is sent twice.</summary>
    SentTwice,

    /// <summary>Now and then a wrong password is as good as the right one.</summary>
    AnyPasswordDoes,

    /// <summary>Every life of a program begins with the same random bytes.</summary>
    KeysUsedTwice,

    /// <summary>A file is said to be durable that is not.</summary>
    FileBeforeFlush,
}
