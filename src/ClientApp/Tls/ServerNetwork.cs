using Forum.ClientApp.Arguments;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Session;
using Forum.ClientApp.Terminal;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Tls;

namespace Forum.ClientApp.Tls;

/// <summary>The network by which the server is reached: plain, or with TLS once it is clear who the server is.</summary>
internal static class ServerNetwork
{
    /// <summary>Opens the network that the options ask for.</summary>
    /// <param name="options">Whether there is TLS, and which certificate is accepted.</param>
    /// <param name="folder">Where the accepted certificates are remembered.</param>
    /// <param name="isTerminal">Whether somebody can be asked.</param>
    /// <returns>Null when the server is not accepted: that was told.</returns>
    public static INetwork? Open(ClientOptions options, string? folder, bool isTerminal)
    {
        var network = new RealNetwork();
        if (!options.UseTls)
        {
            return network;
        }

        var known = new KnownServers(folder);
        var trust = new ServerTrust(known, options.TlsPin);
        var introduction = new Introduction(network, known, trust, isTerminal ? Ask : null, Console.Error);
        return introduction.Succeeds(options.Host, options.Port)
            ? new TlsClientNetwork(network, server => trust.Judge(server) == Verdict.Trusted)
            : null;
    }

    private static string Ask(string question)
    {
        Console.Out.WriteLine(question);
        return new LineReader(RawTerminal.OpenInput()).Read() is LineRead read ? read.Line : "";
    }
}
