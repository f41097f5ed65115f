using Forum.Reactive.Protocol;

namespace Forum.Reactive.Client;

/// <summary>The server refused what was asked for; nothing was done.</summary>
/// <param name="reply">In these words, which are the message of the exception.</param>
public sealed class ForumException(Reply reply) : Exception(reply.Text)
{
    /// <summary>What the server said.</summary>
    public Reply Reply { get; } = reply;

    /// <summary>Whether the same request may be taken later: a 4xx.</summary>
    public bool IsForNow => Reply.Code is >= 400 and < 500;
}
