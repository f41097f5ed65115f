using System.Reactive.Linq;
using Forum.ClientApp.Session;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Tls;

namespace Forum.ClientApp.Tls;

/// <summary>
/// Meets the server before anything else is said: who it is, and whether the user wants to talk to it. A server that nobody vouches for is
/// asked about once, where there is somebody to ask.
/// </summary>
/// <param name="network">Where the server is.</param>
/// <param name="known">What was accepted before.</param>
/// <param name="trust">What makes a server the right one.</param>
/// <param name="ask">Asks the user a question and waits for the line typed; null where nobody can be asked.</param>
/// <param name="error">Where it is told why the program cannot go on.</param>
internal sealed class Introduction(
    INetwork network,
    KnownServers known,
    ServerTrust trust,
    Func<string, string>? ask,
    TextWriter error
)
{
    /// <summary>Waits for the server's certificate and judges it.</summary>
    /// <returns>Whether to go on: also with a server that cannot be reached, which is told in its place.</returns>
    public bool Succeeds(string host, int port)
    {
        ServerIdentity? server = null;
        var verdict = Verdict.Unknown;
        var meeting = new TlsClientNetwork(
            network,
            identity =>
            {
                server = identity;
                verdict = trust.Judge(identity);
                return verdict == Verdict.Trusted;
            }
        );
        try
        {
            meeting.Connect(host, port).Wait().Dispose();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
        catch (Exception failure)
            when (failure is IOException or System.Security.Authentication.AuthenticationException or TimeoutException)
        {
            return server is null
                ? Fail($"Cannot reach the server at {host}:{port} with TLS: {Reasons.Of(failure)}")
                : Decide(server, verdict);
        }
    }

    private bool Decide(ServerIdentity server, Verdict verdict)
    {
        var name = $"{server.Host}:{server.Port}";
        return verdict switch
        {
            Verdict.Changed => Fail(
                $"""
                ATTENTION: THE SERVER AT {name} IS NOT THE ONE IT WAS.
                It shows another certificate than the one that you accepted: {server.Fingerprint}
                Somebody may be reading what you send; or its operator has a new certificate. Nothing was sent.
                Ask the operator. If it is right, take the line of {name} out of {known.Path} and start again.
                """
            ),
            Verdict.Mispinned => Fail(
                $"The server at {name} shows another certificate than --tls-pin asks for: {server.Fingerprint}"
            ),
            Verdict.Unknown when ask is null => Fail(
                $"The server at {name} shows a certificate that nobody vouches for: {server.Fingerprint}\n"
                    + $"If that is right, start with --tls-pin {server.Fingerprint}, or once on a terminal."
            ),
            Verdict.Unknown => Ask(server, name),
            _ => true,
        };
    }

    private bool Ask(ServerIdentity server, string name)
    {
        var answer = ask!(
            $"""
            The server at {name} shows a certificate that nobody vouches for:
            {server.Fingerprint}
            Its operator can tell whether that is right. Do you accept it, now and in future? (yes/no)
            """
        );
        if (answer.Trim() != "yes")
        {
            return Fail("Not accepted; nothing was sent.");
        }

        known.Add(server.Host, server.Port, server.Fingerprint);
        return true;
    }

    private bool Fail(string message)
    {
        error.WriteLine(message);
        return false;
    }
}
