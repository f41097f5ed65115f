// A bridge of two forums: what is posted in one is posted in the other, too.
// dotnet run --project samples/Bridge -- localhost:12000 localhost:13000 bridge PASSWORD
using System.Globalization;
using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;

if (args is not [var first, var second, var user, var password])
{
    Console.Error.WriteLine("Usage: Bridge server_IP:port server_IP:port user password");
    return 2;
}

using var left = await Enter(first);
using var right = await Enter(second);
Console.WriteLine($"{first} and {second} are one forum now. Ctrl-C ends.");

// Both sides in the order of their posts: one post awaits the answer to the one before.
await Carry(left, right).Merge(Carry(right, left)).LastOrDefaultAsync();
return 0;

async Task<ForumClient> Enter(string address)
{
    var colon = address.LastIndexOf(':');
    var port = int.Parse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture);
    var client = await ForumClient.Connect(address[..colon], port);
    await client.LogIn(user, password);
    await client.Follow();
    return client;
}

// What the bridge posted itself is not carried back.
IObservable<Receipt> Carry(ForumClient from, ForumClient to) =>
    from
        .Events.OfType<MessagePosted>()
        .Where(message => message.User != user)
        .Select(message =>
            Observable
                .Defer(() => to.Post($"{message.User}: {message.Text}"))
                .Catch((ForumException refusal) => Refused(refusal))
        )
        .Concat()
        .TakeUntil(to.Events.LastOrDefaultAsync());

// One message that the other forum does not take is no reason to stop.
static IObservable<Receipt> Refused(ForumException refusal)
{
    Console.Error.WriteLine($"not carried over: {refusal.Message}");
    return Observable.Empty<Receipt>();
}
