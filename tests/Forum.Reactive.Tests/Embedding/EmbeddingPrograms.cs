using System.Collections.ObjectModel;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using DynamicData;
using DynamicData.Aggregation;
using DynamicData.Binding;
using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Presence;
using Forum.Reactive.Server;

namespace Forum.Reactive.Tests.Embedding;

/// <summary>The programs of docs/embedding.md.</summary>
internal static class EmbeddingPrograms
{
    public static IDisposable Newest(ForumServer server, out ReadOnlyObservableCollection<Message> newest)
    {
        // docs: The ten newest messages, in a collection to bind a list on a screen to
        var byAge = SortExpressionComparer<Message>.Descending(message => message.Id);
        var subscription = server.Messages.Connect().Top(byAge, 10).Bind(out newest).Subscribe();
        // docs: end
        return subscription;
    }

    public static IDisposable Roster(ForumServer server, out ReadOnlyObservableCollection<ActiveUser> roster)
    {
        // docs: Who is here, by name
        var byName = SortExpressionComparer<ActiveUser>.Ascending(user => user.Name);
        var subscription = server.ActiveUsers.Connect().SortAndBind(out roster, byName).Subscribe();
        // docs: end
        return subscription;
    }

    public static IDisposable Counts(ForumServer server, TextWriter output)
    {
        // docs: Counting: messages, bytes, and the longest
        var messages = server.Messages.Connect();
        var subscription = new CompositeDisposable(
            messages.Count().Subscribe(count => output.WriteLine($"{count} messages")),
            messages.Sum(message => message.Utf8Text.Length).Subscribe(bytes => output.WriteLine($"{bytes} bytes")),
            messages.Maximum(message => message.Utf8Text.Length).Subscribe(most => output.WriteLine($"{most} at most"))
        );
        // docs: end
        return subscription;
    }

    public static IDisposable Authors(ForumServer server, TextWriter output)
    {
        // docs: How much each user has written
        var subscription = server
            .Messages.Connect()
            .GroupWithImmutableState(message => message.User)
            .Transform(author => $"{author.Key} has written {author.Count}")
            .ToSortedCollection(line => line)
            .Subscribe(lines => output.WriteLine(string.Join(", ", lines)));
        // docs: end
        return subscription;
    }

    public static IDisposable Threads(ForumServer server, TextWriter output)
    {
        // docs: Live groups: each author's messages are a cache of their own
        var subscription = server
            .Messages.Connect()
            .Group(message => message.User)
            .SubscribeMany(author =>
                author.Cache.CountChanged.Subscribe(count => output.WriteLine($"{author.Key}: {count}"))
            )
            .Subscribe();
        // docs: end
        return subscription;
    }

    public static IDisposable Suspects(ForumServer server, TextWriter output)
    {
        // docs: A join: everybody who is here, with the failed log-ins under that name
        var subscription = server
            .ActiveUsers.Connect()
            .LeftJoin(
                server.FailedLogins.Connect(),
                failed => failed.User,
                (user, failed) => $"{user.Name}: {(failed.HasValue ? failed.Value.Count : 0)} failed"
            )
            .ToSortedCollection(line => line)
            .Subscribe(lines => output.WriteLine(string.Join(", ", lines)));
        // docs: end
        return subscription;
    }

    public static IDisposable Silent(ForumServer server, TextWriter output)
    {
        // docs: A difference: who is here and has not written anything
        var authors = server.Messages.Connect().DistinctValues(message => message.User);
        var subscription = server
            .ActiveUsers.Connect()
            .Transform(user => user.Name)
            .Except(authors)
            .ToSortedCollection(name => name)
            .Subscribe(names => output.WriteLine($"silent: {string.Join(' ', names)}"));
        // docs: end
        return subscription;
    }

    public static IDisposable Tags(ForumServer server, TextWriter output)
    {
        // docs: One to many: all #tags of all messages, and how often each is there
        var subscription = server
            .Messages.Connect()
            .TransformMany(
                message => message.Text.Split(' ').Where(word => word.StartsWith('#')).Select(tag => (message.Id, tag)),
                tag => tag
            )
            .GroupWithImmutableState(tag => tag.tag)
            .Transform(tag => $"{tag.Key} × {tag.Count}")
            .ToSortedCollection(line => line)
            .Subscribe(lines => output.WriteLine(string.Join(", ", lines)));
        // docs: end
        return subscription;
    }

    public static IDisposable OneAuthor(ForumServer server, IObservable<string> chosen, TextWriter output)
    {
        // docs: A view that changes: the messages of the user who is chosen
        var subscription = chosen
            .Select(name => server.Messages.Connect().Filter(message => message.User == name))
            .Switch()
            .ToCollection()
            .Subscribe(messages => output.WriteLine(string.Join(" | ", messages)));
        // docs: end
        return subscription;
    }

    public static IDisposable Pages(ForumServer server, ISubject<IPageRequest> pages, TextWriter output)
    {
        // docs: Pages of twenty messages; another is shown when `pages` asks for it
        var byAge = SortExpressionComparer<Message>.Ascending(message => message.Id);
        var subscription = server
            .Messages.Connect()
            .Sort(byAge)
            .Page(pages.StartWith(new PageRequest(1, 20)))
            .Subscribe(page =>
                output.WriteLine($"page {page.Response.Page} of {page.Response.Pages}: {page.SortedItems.Count}")
            );
        // docs: end
        return subscription;
    }

    public static IDisposable Blocked(ForumServer server, TextWriter output)
    {
        // docs: Who is blocked, and whether anybody is
        var blocked = server.FailedLogins.Connect().Filter(failed => failed.BlockedUntil is not null).RefCount();
        var subscription = new CompositeDisposable(
            blocked.OnItemAdded(failed => output.WriteLine($"{failed.User} is blocked")).Subscribe(),
            blocked
                .IsEmpty()
                .DistinctUntilChanged()
                .Subscribe(isEmpty => output.WriteLine($"nobody blocked: {isEmpty}"))
        );
        // docs: end
        return subscription;
    }
}
