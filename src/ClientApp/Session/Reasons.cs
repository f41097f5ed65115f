using System.Net.Sockets;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Errors in words for a user.</summary>
internal static class Reasons
{
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
            { InnerException: SocketException inner } => Of(inner),
            _ => error.Message.TrimEnd('.'),
        };
}
