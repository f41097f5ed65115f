using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Does what the fold wants done.</summary>
/// <param name="connect">Connects to the server: one connection, or the error why not.</param>
/// <param name="connection">Holds the connection.</param>
/// <param name="files">Sends and takes files.</param>
/// <param name="store">Keeps the history and the reading marks.</param>
/// <param name="suspend">Suspends the program.</param>
/// <param name="scheduler">Measures the pauses.</param>
/// <remarks>Effects are performed one at a time, on the fold's thread, and do not wait.</remarks>
internal sealed class EffectPerformer(
    Func<IObservable<IForumConnection>> connect,
    CurrentConnection connection,
    IFileMover files,
    IClientStore store,
    Action suspend,
    IScheduler scheduler
)
{
    /// <summary>Does it when subscribed to; what comes of it are happenings, errors included.</summary>
    public IObservable<Happening> Perform(Effect effect) =>
        Observable
            .Defer(() => Begin(effect))
            .Catch<Happening, Exception>(error => Observable.Return(Failed(effect, Reasons.Of(error))));

    private static Happening Failed(Effect effect, string reason) =>
        effect switch
        {
            Connect wanted => new ConnectionLost(wanted.Connection, reason),
            Pause pause => new PauseEnded(pause.Connection),
            SendFile file => new FileFailed(file.Id, reason),
            TakeFile file => new FileFailed(file.Id, reason),
            _ => new EffectFailed(effect, reason),
        };

    private IObservable<Happening> Begin(Effect effect)
    {
        switch (effect)
        {
            case Connect wanted:
                return Connect(wanted);
            case Pause pause:
                return Observable.Timer(pause.Length, scheduler).Select(_ => new PauseEnded(pause.Connection));
            case SendFile file:
                return files.Send(file);
            case LookAtParts parts:
                return files.LookAt(parts);
            case SendToMany send:
                return files.Send(send);
            case TakeFile file:
                return files.Take(file);
            case RememberPeer peer:
                files.Remember(peer);
                return Observable.Return(new PeerRemembered(peer.User));
            case ListFiles list:
                return Observable.Start(() => FileListing.Beginning(list.Beginning), scheduler);
            default:
                Do(effect);
                return Observable.Empty<Happening>();
        }
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Send send:
                connection.Send(send.Line);
                break;
            case Disconnect:
                connection.Set(null);
                break;
            case Suspend:
                suspend();
                break;
            case KeepInHistory keep:
                store.Keep(keep.Line);
                break;
            case KeepReadingMark keep:
                store.Keep(keep.User, keep.Mark);
                break;
            case RefuseFile file:
                files.Refuse(file);
                break;
            case BeKnownAs name:
                files.BeKnownAs(name.User);
                break;
            case StopFile file:
                files.Stop(file.Id);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to perform {effect}.");
        }
    }

    private IObservable<Happening> Connect(Connect wanted)
    {
        var number = wanted.Connection;
        connection.Set(null);
        return connect()
            .Timeout(Observable.Timer(wanted.Patience, scheduler), _ => Observable.Never<long>())
            .SelectMany(connected => Follow(number, connected))
            .Catch<Happening, Exception>(error => Observable.Return(new ConnectionLost(number, Reasons.Of(error))));
    }

    private IObservable<Happening> Follow(int number, IForumConnection connected)
    {
        connection.Set(connected);
        // Who hears of the connection may send, and be answered, at once: by then somebody must listen.
        return connected
            .Received.Select(received => Told(number, received))
            .Merge(Observable.Return(new Connected(number)))
            .Concat(Observable.Return(new ConnectionLost(number, "the server closed it")));
    }

    private static Happening Told(int number, object received) =>
        received switch
        {
            Reply reply => new Answered(number, reply),
            Farewell farewell => new FarewellSaid(number, farewell.Text),
            _ => new EventArrived(number, (ForumEvent)received),
        };
}
