using System.Reactive.Linq;
using System.Reactive.Subjects;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Bundles;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Client;

/// <summary>A file on its way to another user, or from one: to be watched, and to be stopped.</summary>
/// <remarks>Safe on any thread. Observers are called by the thread that moves files, which waits for them.</remarks>
public sealed class TravellingFile
{
    private readonly Lock _gate = new();
    private readonly ISubject<TransferProgress> _progress = new ReplaySubject<TransferProgress>(1);
    private readonly ISubject<TransferIntroduced> _introduced = new ReplaySubject<TransferIntroduced>(1);
    private readonly ISubject<TransferCompleted> _completed = new AsyncSubject<TransferCompleted>();
    private readonly ISubject<string> _remarks = new ReplaySubject<string>();
    private readonly Action<string> _cancel;
    private Func<long, int> _filesWithin = static _ => 0;
    private string? _offerId; // Protected by the gate.
    private bool _isCancelled; // Protected by the gate.

    internal TravellingFile(string peer, string fileName, Action<string> cancel) =>
        (Peer, FileName, _cancel) = (peer, fileName, cancel);

    /// <summary>The other user.</summary>
    public string Peer { get; }

    /// <summary>
    /// The name under which it travels, without a folder; of several files, as <see cref="BundleName"/> has it. Empty while what is
    /// sent is not open yet.
    /// </summary>
    public string FileName { get; private set; }

    /// <summary>How many files travel together: 1, unless it is a folder or a choice of files.</summary>
    public int FileCount { get; private set; } = 1;

    /// <summary>
    /// What who sends it should know, a sentence each without its full stop: that it goes under another name, or what is left
    /// out. Also for those who subscribe later; completes with the offer, or with the end.
    /// </summary>
    public IObservable<string> Remarks => _remarks.AsObservable();

    /// <summary>
    /// How far it is: the newest value on subscription, then about five a second. The first comes when bytes can travel;
    /// completes with the end, whichever that is.
    /// </summary>
    public IObservable<TransferProgress> Progress => _progress.AsObservable();

    /// <summary>
    /// One value when the other side is known, also for those who subscribe later: check digits for people to compare, and whether it has
    /// the key that was compared before. Completes with the end.
    /// </summary>
    public IObservable<TransferIntroduced> Introduced => _introduced.AsObservable();

    /// <summary>
    /// One value when the receiver has the file, whole and under its name; also for those who subscribe later. Fails with a
    /// <see cref="FileTransferException"/> when it does not arrive, with a <see cref="ForumException"/> when the server refuses
    /// the offer, and with what the system said when the file cannot be read.
    /// </summary>
    public IObservable<TransferCompleted> Completed => _completed.AsObservable();

    /// <summary>How many of the files are there when so many bytes are; 0 while that is unknown.</summary>
    /// <param name="bytes">As <see cref="TransferProgress.Bytes"/> has them.</param>
    public int FilesWithin(long bytes) => _filesWithin(bytes);

    /// <summary>Gives it up, also before the other side has answered; the other side is told. Does nothing after the end.</summary>
    public void Cancel()
    {
        string? offerId;
        lock (_gate)
        {
            _isCancelled = true;
            offerId = _offerId;
        }

        if (offerId is not null)
        {
            _cancel(offerId);
        }
    }

    /// <summary>Whether it was given up before it had a name: then it need not be offered.</summary>
    internal bool IsCancelled
    {
        get
        {
            lock (_gate)
            {
                return _isCancelled;
            }
        }
    }

    /// <summary>The server knows it under this name from now on. Whichever is second, this or the wish to stop, sees the other.</summary>
    internal void BeNamed(string offerId)
    {
        bool isUnwanted;
        lock (_gate)
        {
            _offerId = offerId;
            isUnwanted = _isCancelled;
        }

        if (isUnwanted)
        {
            _cancel(offerId);
        }
    }

    /// <summary>What it is made of is open, and about to be offered.</summary>
    internal void BeOpened(OutgoingSource source)
    {
        (FileName, FileCount, _filesWithin) = (source.Name, source.Count, source.FilesWithin);
        foreach (var remark in source.Remarks)
        {
            _remarks.OnNext(remark);
        }

        _remarks.OnCompleted();
    }

    /// <summary>It is to arrive here.</summary>
    internal void BeTaken(FileOffer offer, IFileStore store)
    {
        _remarks.OnCompleted();
        if (store is BundleStore bundles && BundleName.TryParse(offer.FileName, out var name))
        {
            FileCount = name.Count;
            _filesWithin = new ArrivingBundle(bundles, offer.Sender, offer.FileName, offer.Size).FilesWithin;
        }
    }

    internal void Move(TransferProgress progress) => _progress.OnNext(progress);

    /// <summary>Takes an event of its transfer.</summary>
    /// <returns>Whether that is its end.</returns>
    internal bool Take(TransferEvent told)
    {
        switch (told)
        {
            case TransferStarted:
                Move(new TransferProgress(told.Transfer, 0, 0, TimeSpan.Zero, 0, null));
                return false;
            case TransferIntroduced introduced:
                _introduced.OnNext(introduced);
                return false;
            case TransferCompleted completed:
                _introduced.OnCompleted();
                _progress.OnCompleted();
                _completed.OnNext(completed);
                _completed.OnCompleted();
                return true;
            default:
                var end = FileTransferException.Of(told);
                if (end is not null)
                {
                    Fail(end);
                }

                return end is not null;
        }
    }

    internal void Fail(Exception reason)
    {
        _remarks.OnCompleted();
        _introduced.OnCompleted();
        _progress.OnCompleted();
        _completed.OnError(reason);
    }
}
