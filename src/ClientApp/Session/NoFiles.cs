using System.Reactive.Linq;

namespace Forum.ClientApp.Session;

/// <summary>Moves no files: says so.</summary>
internal sealed class NoFiles : IFileMover
{
    /// <inheritdoc/>
    public IObservable<Happening> Send(SendFile file) => Fail(file.Id);

    /// <inheritdoc/>
    public IObservable<Happening> Take(TakeFile file) => Fail(file.Id);

    /// <inheritdoc/>
    public void Refuse(RefuseFile file)
    {
    }

    /// <inheritdoc/>
    public void Stop(int id)
    {
    }

    private static IObservable<Happening> Fail(int id) =>
        Observable.Return(new FileFailed(id, "sending files is not possible yet"));
}
