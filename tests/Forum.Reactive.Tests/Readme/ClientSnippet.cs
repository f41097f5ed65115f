using System.Reactive.Linq;
using Forum.Reactive.Client;

namespace Forum.Reactive.Tests.Readme;

internal static class ClientSnippet
{
    public static async Task Run(int port, TextWriter output)
    {
        // README: client
        using var client = await ForumClient.Connect("localhost", port);
        client.Replies.Subscribe(reply => output.WriteLine($"{reply.Code} {string.Join('\n', reply.Lines)}"));
        client.Events.Subscribe(what => output.WriteLine(what));
        await client.LogIn("yoda", "comp9331");
        await client.Follow();
        await client.Post("Do or do not");
        var messages = await client.ReadAll();
        output.WriteLine(messages[0]);
        await client.LogOut();
        // README: end
    }
}
