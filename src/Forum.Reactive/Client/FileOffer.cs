using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer;

namespace Forum.Reactive.Client;

/// <summary>A file that another user offers. It is taken or declined, or it is gone after a while.</summary>
/// <remarks>Safe on any thread.</remarks>
public sealed class FileOffer
{
    private readonly Introduction _introduction;
    private readonly ISubject<FileTransferException> _gone = new AsyncSubject<FileTransferException>();

    internal FileOffer(Introduction introduction, FileOffered told, string? problem) =>
        (_introduction, Told, Problem) = (introduction, told, problem);

    /// <summary>What the server told.</summary>
    public FileOffered Told { get; }

    /// <summary>Who offers.</summary>
    public string Sender => Told.User;

    /// <summary>Name of the file, without a folder. It comes from a stranger: show it as <see cref="VisibleText"/> has it.</summary>
    public string FileName => Told.FileName;

    /// <summary>Bytes.</summary>
    public long Size => Told.Size;

    /// <summary>Why it cannot be taken, without a full stop; null if only a person's word is missing.</summary>
    public string? Problem { get; }

    /// <summary>
    /// One value with the reason when nobody can take it any more: it was withdrawn, or lapsed. Completes without one when it
    /// was taken or declined.
    /// </summary>
    public IObservable<FileTransferException> Gone => _gone.AsObservable();

    /// <summary>Takes it: once.</summary>
    /// <returns>The file on its way, which fails where it can no longer be taken.</returns>
    public TravellingFile Take()
    {
        _gone.OnCompleted();
        return _introduction.Take(this);
    }

    /// <summary>Declines it, in words that the sender is told.</summary>
    /// <param name="reason">Part of a line: no control characters.</param>
    public void Decline(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _gone.OnCompleted();
        _introduction.Decline(this, reason);
    }

    internal void End(FileTransferException why)
    {
        _gone.OnNext(why);
        _gone.OnCompleted();
    }
}
