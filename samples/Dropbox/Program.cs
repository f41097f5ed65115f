// A drop box: takes every file that is offered. dotnet run --project samples/Dropbox -- localhost 12000 hans PASSWORD folder
using System.Globalization;
using System.Reactive.Linq;
using Forum.Reactive.Client;
using Forum.Reactive.Transfer;

if (
    args is not [var host, var portText, var user, var password, var folder]
    || !ushort.TryParse(portText, CultureInfo.InvariantCulture, out var port)
)
{
    Console.Error.WriteLine("Usage: Dropbox server_IP server_port user password folder");
    return 2;
}

using var files = FileExchange.Open(new FileExchangeOptions { Downloads = folder });
using var client = await ForumClient.Connect(host, port, files: files);

// What cannot be taken is declined, in words that the sender is told.
client.Offers.Where(offer => offer.Problem is not null).Subscribe(offer => offer.Decline(offer.Problem!));
client
    .Offers.Where(offer => offer.Problem is null)
    .SelectMany(offer => offer.Take().Completed.Select(Arrived).Catch((Exception error) => Lost(offer, error)))
    .Subscribe(Console.WriteLine);

// A session that says nothing is ended by the server after a while.
var alive = Observable.Interval(TimeSpan.FromMinutes(5)).SelectMany(_ => client.KeepAlive());
using var staying = alive.Subscribe(_ => { }, error => Console.Error.WriteLine(error.Message));

await client.LogIn(user, password);
Console.WriteLine($"{user} takes files into {folder}. Ctrl-C ends.");
await client.Events.LastOrDefaultAsync();
return 0;

static string Arrived(TransferCompleted file) =>
    $"{file.StoredName} from {file.Transfer.Peer}: {file.Transfer.Size} bytes in {file.Duration.TotalSeconds:0.0} s";

static IObservable<string> Lost(FileOffer offer, Exception error) =>
    Observable.Return($"{offer.FileName} from {offer.Sender} did not arrive: {error.Message}");
