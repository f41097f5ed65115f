namespace Forum.ClientApp.Session;

/// <summary>The files that travel between clients. Nothing it gives fails: trouble is a happening too.</summary>
internal interface IFileMover
{
    /// <summary>What others offer, looked at: <see cref="OfferJudged"/>, and <see cref="OfferExpired"/> when nobody has answered.</summary>
    IObservable<Happening> Offers { get; }

    /// <summary>Offers a file and sends it once it is taken; tells of its way and its end.</summary>
    IObservable<Happening> Send(SendFile file);

    /// <summary>Offers files to several users, and sends them to each who takes them.</summary>
    IObservable<Happening> Send(SendToMany files);

    /// <summary>Takes a file that was offered; tells of its way and its end.</summary>
    IObservable<Happening> Take(TakeFile file);

    /// <summary>Lists the parts of files that wait for another attempt, or removes them.</summary>
    IObservable<Happening> LookAt(LookAtParts parts);

    /// <summary>Declines a file that was offered.</summary>
    void Refuse(RefuseFile file);

    /// <summary>This is the user's name, by which both sides of a transfer mean the same.</summary>
    void BeKnownAs(string user);

    /// <summary>Remembers the key of a user; fails where it cannot be kept.</summary>
    void Remember(RememberPeer peer);

    /// <summary>Gives up a file that is on its way.</summary>
    void Stop(int id);
}
