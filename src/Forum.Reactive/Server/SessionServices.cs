using System.Reactive.Concurrency;
using Forum.Reactive.Access;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Views;

namespace Forum.Reactive.Server;

/// <summary>What all sessions of a server share.</summary>
internal sealed record SessionServices(
    ForumServerOptions Options,
    IScheduler Scheduler,
    ILog<Command> Log,
    TimestampFormat Timestamps,
    LiveFeed Feed
)
{
    /// <summary>For the log's thread.</summary>
    public AnswerWriter Writer { get; } = new(Timestamps);

    public RequestParser Parser { get; } = new(Timestamps);

    public Credentials Credentials => Options.Credentials;

    public AnswerWriter NewWriter() => new(Timestamps);
}
