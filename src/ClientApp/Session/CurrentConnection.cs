using System.Reactive.Disposables;
using System.Reactive.Linq;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>The connection that stands now, for all who send on it. Setting another closes it. Safe on any thread.</summary>
internal sealed class CurrentConnection : IDisposable
{
    private readonly SerialDisposable _connection = new();

    /// <summary>Replaces the connection; null: there is none.</summary>
    public void Set(IForumConnection? connection) => _connection.Disposable = connection ?? Disposable.Empty;

    /// <summary>Sends a request, if there is a connection.</summary>
    public void Send(string line) => (_connection.Disposable as IForumConnection)?.Send(line);

    /// <summary>Sends a request and gives its answer; fails when there is no connection, or none any more.</summary>
    public IObservable<Reply> Ask(string line) =>
        _connection.Disposable is IForumConnection connection
            ? Ask(connection, line)
            : Observable.Throw<Reply>(new IOException("the server is not there"));

    private static IObservable<Reply> Ask(IForumConnection connection, string line)
    {
        try
        {
            return connection.Ask(line);
        }
        catch (ArgumentException error) // Such a line cannot be sent.
        {
            return Observable.Throw<Reply>(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
