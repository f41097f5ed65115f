using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>A connection to the server, as far as this client needs one. Disposing it closes it.</summary>
internal interface IForumConnection : IDisposable
{
    /// <summary>
    /// In the order in which the server sent them, to one subscriber: the <see cref="Reply"/> to each request that was sent
    /// with <see cref="Send"/>, every <see cref="ForumEvent"/>, and a <see cref="Farewell"/> before the server hangs up
    /// unasked. Completes when the connection ends.
    /// </summary>
    IObservable<object> Received { get; }

    /// <summary>Sends a request whose answer comes with what is received.</summary>
    void Send(string line);

    /// <summary>Sends a request and gives its answer to the caller alone; fails when the connection ends before it came.</summary>
    IObservable<Reply> Ask(string line);
}

/// <summary>What the server says before it hangs up of its own accord.</summary>
internal sealed record Farewell(string Text);
