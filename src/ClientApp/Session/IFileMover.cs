using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>The files that travel between clients. Nothing it gives fails: trouble is a happening too.</summary>
internal interface IFileMover
{
    /// <summary>Offers a file and sends it once it is taken; tells of its way and its end.</summary>
    IObservable<Happening> Send(SendFile file);

    /// <summary>Looks whether a file that is offered can be taken, and says so.</summary>
    IObservable<Happening> Judge(FileOffered offer);

    /// <summary>Takes a file that was offered; tells of its way and its end.</summary>
    IObservable<Happening> Take(TakeFile file);

    /// <summary>Declines a file that was offered.</summary>
    void Refuse(RefuseFile file);

    /// <summary>This is the user's name, by which both sides of a transfer mean the same.</summary>
    void BeKnownAs(string user);

    /// <summary>Remembers the key of a user; fails where it cannot be kept.</summary>
    void Remember(RememberPeer peer);

    /// <summary>Gives up a file that is on its way.</summary>
    void Stop(int id);

    /// <summary>Passes on what the server tells about a file that was offered from here, or is on its way.</summary>
    void Tell(ForumEvent told);
}
