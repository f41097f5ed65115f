using System.Reactive.Linq;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Files;

/// <summary>Stands in where there is no UDP socket: sends and takes nothing, and says so.</summary>
/// <param name="connection">The server.</param>
internal sealed class NoFiles(CurrentConnection connection) : IFileMover
{
    /// <inheritdoc/>
    public IObservable<Happening> Offers => Observable.Empty<Happening>();

    /// <inheritdoc/>
    public IObservable<Happening> Send(SendFile file) => Observable.Return(new FileFailed(file.Id, FileSending.NoPort));

    /// <inheritdoc/>
    public IObservable<Happening> Send(SendToMany files) =>
        files.Receivers.Select(receiver => new FileFailed(receiver.Id, FileSending.NoPort)).ToObservable();

    /// <inheritdoc/>
    public IObservable<Happening> Take(TakeFile file) => Observable.Return(new FileFailed(file.Id, FileSending.NoPort));

    /// <inheritdoc/>
    public IObservable<Happening> LookAt(LookAtParts parts) =>
        Observable.Return(new EffectFailed(parts, FileSending.NoPort));

    /// <inheritdoc/>
    public void Refuse(RefuseFile file) =>
        connection.Ask($"DECLINE {file.Offer.OfferId} {file.Reason}").Subscribe(static _ => { }, static _ => { });

    /// <inheritdoc/>
    public void BeKnownAs(string user)
    {
        // Nobody is met.
    }

    /// <inheritdoc/>
    public void Remember(RememberPeer peer)
    {
        // Nobody was met.
    }

    /// <inheritdoc/>
    public void Stop(int id)
    {
        // Nothing is on its way.
    }
}
