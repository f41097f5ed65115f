// A bot that answers a word: dotnet run --project samples/Bot -- localhost 12000 hans PASSWORD ping pong
using System.Globalization;
using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;

if (
    args is not [var host, var portText, var user, var password, var word, var answer]
    || !ushort.TryParse(portText, CultureInfo.InvariantCulture, out var port)
)
{
    Console.Error.WriteLine("Usage: Bot server_IP server_port user password word answer");
    return 2;
}

using var client = await ForumClient.Connect(host, port);

// The answers of others to this bot, and its own, are no reason to speak.
var asked = client
    .Events.OfType<MessagePosted>()
    .Where(message => message.User != user && message.Text.Contains(word, StringComparison.OrdinalIgnoreCase));

// At most one answer a second, however many ask.
var answered = asked
    .Sample(TimeSpan.FromSeconds(1))
    .SelectMany(message => client.Post($"{message.User}: {answer}"))
    .Do(receipt => Console.WriteLine($"answered in message #{receipt.Number}"));

// A session that says nothing is ended by the server after a while.
var alive = Observable.Interval(TimeSpan.FromMinutes(5)).SelectMany(_ => client.KeepAlive());
using var answering = answered.Subscribe(_ => { }, error => Console.Error.WriteLine(error.Message));
using var staying = alive.Subscribe(_ => { }, error => Console.Error.WriteLine(error.Message));

await client.LogIn(user, password);
await client.Follow();
Console.WriteLine($"{user} answers \"{word}\" with \"{answer}\". Ctrl-C ends.");
await client.Events.LastOrDefaultAsync();
return 0;
