using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>A connection to the server, as far as this client needs one. Disposing it closes it.</summary>
internal interface IForumConnection : IDisposable
{
    /// <summary>
    /// Answers (<see cref="Reply"/>) and <see cref="ForumEvent"/>s in the order in which the server sent them, to one
    /// subscriber. Completes when the server closes the connection; fails when it is lost.
    /// </summary>
    IObservable<object> Received { get; }

    /// <summary>Sends a request line.</summary>
    void Send(string line);
}

/// <summary>The files that travel between clients.</summary>
internal interface IFileMover
{
    /// <summary>Offers a file and sends it once it is taken; tells of its way and its end.</summary>
    IObservable<Happening> Send(SendFile file);

    /// <summary>Takes a file that was offered; tells of its way and its end.</summary>
    IObservable<Happening> Take(TakeFile file);

    /// <summary>Declines a file that was offered.</summary>
    void Refuse(RefuseFile file);

    /// <summary>Gives up a file that is on its way.</summary>
    void Stop(int id);
}
