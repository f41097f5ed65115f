using System.Net.Sockets;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Errors in words for a user.</summary>
internal static class Reasons
{
    private const int DiskFull = 28; // ENOSPC, as the runtime passes it on

    /// <summary>Why something failed, without a full stop.</summary>
    public static string Of(Exception error) =>
        error switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            } => "no such host",
            SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException => "it does not answer",
            ProtocolException => "what answers there is no forum",
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException => "it may not be read",
            IOException { HResult: DiskFull } => "the disk is full",
            { InnerException: SocketException inner } => Of(inner),
            _ => InSentence(error.Message.TrimEnd('.')),
        };

    // "It is a folder" is a sentence by itself; here it follows a colon. What may be a name or a code stays as it is.
    private static string InSentence(string message) =>
        message.StartsWith("It ", StringComparison.Ordinal) || message.StartsWith("The ", StringComparison.Ordinal)
            ? char.ToLowerInvariant(message[0]) + message[1..]
            : message;
}
