// A forum with a live dashboard: who posts most, who is here, what is new.
// dotnet run --project samples/Dashboard -- 12000
using System.Globalization;
using System.Reactive.Linq;
using DynamicData;
using DynamicData.Binding;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Presence;
using Forum.Reactive.Server;
using Forum.Samples.Dashboard;
using Spectre.Console;
using Spectre.Console.Rendering;

if (args is not [var portText] || !ushort.TryParse(portText, CultureInfo.InvariantCulture, out var port))
{
    await Console.Error.WriteLineAsync("Usage: Dashboard server_port");
    return 2;
}

var credentials = Credentials.Parse(File.ReadLines("credentials.txt"));
using var server = ForumServer.Start(new ForumServerOptions { Port = port, Credentials = credentials });

// Each of these follows the board by itself; nothing here is asked for twice.
using var writers = server
    .Messages.Connect()
    .Group(message => message.User)
    .Transform(group => new Writer(group.Key, group.Cache))
    .DisposeMany()
    .AsObservableCache();
using var here = server
    .ActiveUsers.Connect()
    .SortAndBind(out var users, SortExpressionComparer<ActiveUser>.Ascending(user => user.Since.UnixSeconds))
    .Subscribe();
using var recent = server
    .Messages.Connect()
    .SortAndBind(out var newest, SortExpressionComparer<Message>.Descending(message => message.Id))
    .Subscribe();

var changed = server.Outcomes.Select(_ => 0).Sample(TimeSpan.FromMilliseconds(250)).StartWith(0);
await AnsiConsole
    .Live(Page())
    .StartAsync(async live => await changed.Do(_ => live.UpdateTarget(Page())).LastOrDefaultAsync());
return 0;

IRenderable Page() =>
    new Rows(
        new Rule($"Port {server.Port} · {server.Messages.Count} messages · {server.ConnectionCount} connections"),
        new Columns(Table("Writes most", TopWriters()), Table("Is here", users.ToList().Select(user => user.Name))),
        Table("Newest", newest.Take(10).ToList().Select(message => $"{message.User}: {message.Text}"))
    );

IEnumerable<string> TopWriters() =>
    writers.Items.OrderByDescending(writer => writer.Count).Take(5).Select(writer => $"{writer.Name} {writer.Count}");

static Table Table(string title, IEnumerable<string> lines) =>
    lines.Aggregate(
        new Table().AddColumn(title).Expand(),
        (table, line) => table.AddRow(new Text(line) { Overflow = Overflow.Ellipsis })
    );
