using System.Reactive.Linq;
using DynamicData;
using Forum.Reactive.Access;
using Forum.Reactive.Server;

namespace Forum.Reactive.Tests.Readme;

internal static class ServerSnippet
{
    public static ForumServer Run(TextWriter output)
    {
        // README: server
        var credentials = Credentials.Parse(File.ReadLines("credentials.txt"));
        var server = ForumServer.Start(new ForumServerOptions { Credentials = credentials, MaxFailures = 3 });
        server
            .Messages.Connect()
            .Subscribe(changes =>
            {
                foreach (var change in changes)
                {
                    output.WriteLine($"{change.Reason} #{server.Messages.NumberOf(change.Current)} {change.Current}");
                }
            });
        server
            .ActiveUsers.Connect()
            .Filter(user => user.UdpPort != 0)
            .Subscribe(changes => output.WriteLine($"{changes.Adds} came, {changes.Removes} went"));
        output.WriteLine($"Serving on port {server.Port}");
        // README: end
        return server;
    }
}
