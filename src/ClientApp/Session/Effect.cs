using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Something the fold wants done outside; what comes of it comes back as <see cref="Happening"/>s.</summary>
internal abstract record Effect;

/// <summary>Connect to the server within a time; whatever happens on that connection carries this number.</summary>
internal sealed record Connect(int Connection, TimeSpan Patience) : Effect;

/// <summary>Send a request line on the present connection.</summary>
internal sealed record Send(string Line) : Effect;

/// <summary>Close the present connection.</summary>
internal sealed record Disconnect : Effect;

/// <summary>Wait, then say <see cref="PauseEnded"/>.</summary>
internal sealed record Pause(int Connection, TimeSpan Length) : Effect;

/// <summary>Keep a line in the history file.</summary>
internal sealed record KeepInHistory(string Line) : Effect;

/// <summary>Keep how far this user has read on this server.</summary>
internal sealed record KeepReadingMark(string User, ReadingMark Mark) : Effect;

/// <summary>List the files whose path begins so, for completion.</summary>
internal sealed record ListFiles(string Beginning) : Effect;

/// <summary>Offer a file to a user and, once it is taken, send it.</summary>
internal sealed record SendFile(int Id, string User, string FileName) : Effect;

/// <summary>Who is to get what is sent to several, and the number under which the user knows that.</summary>
internal readonly record struct FileReceiver(int Id, string User);

/// <summary>Offer files to several users and send them to each who takes them.</summary>
internal sealed record SendToMany(IReadOnlyList<FileReceiver> Receivers, string FileName) : Effect;

/// <summary>List the parts of files that wait for another attempt, or remove them.</summary>
internal sealed record LookAtParts(bool Remove) : Effect;

/// <summary>Take a file that was offered.</summary>
internal sealed record TakeFile(int Id, FileOffered Offer) : Effect;

/// <summary>Decline a file that was offered.</summary>
internal sealed record RefuseFile(FileOffered Offer, string Reason) : Effect;

/// <summary>Give up a file that is on its way.</summary>
internal sealed record StopFile(int Id) : Effect;

/// <summary>Say to other clients that this is who they deal with.</summary>
internal sealed record BeKnownAs(string User) : Effect;

/// <summary>Remember the key of a user with whom check digits were compared.</summary>
internal sealed record RememberPeer(string User, string Key) : Effect;

/// <summary>Suspend the program, as the shell's job control asks.</summary>
internal sealed record Suspend : Effect;
