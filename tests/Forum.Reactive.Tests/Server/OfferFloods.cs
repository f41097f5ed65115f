using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Server;

/// <summary>Whatever one user does with offers, it costs no other the connection.</summary>
public sealed class OfferFloods : IDisposable
{
    private const string HeldBack = "450 Too many offers in a short time. Please try again later";
    private const string Full = "450 hans has too many files to answer. Please try again later";
    private static readonly SimulatedTcpOptions Tcp = new() { Window = 16 * 1024 };
    private static readonly string LongName = new('f', 255);
    private readonly ForumWorld _world = new(tcp: Tcp);
    private readonly WireClient _hans;
    private readonly WireClient _yoda;

    public OfferFloods() => (_hans, _yoda) = (_world.Hans(), _world.Yoda());

    [Fact]
    public void Twenty_thousand_offers_and_cancellations_are_the_senders_trouble_alone()
    {
        var heldBack = 0;
        for (var i = 0; i < 20_000; i++)
        {
            heldBack += OfferAndCancel(_yoda) ? 0 : 1;
        }

        Assert.InRange(heldBack, 19_500, 20_000 - 64);
        Assert.InRange(_hans.Take().Length, 2 * 64, 1000);
        IsHere(_hans);
    }

    [Fact]
    public void A_receiver_that_does_not_read_for_ten_minutes_is_not_cut_off_by_what_others_offer_meanwhile()
    {
        _hans.Connection.Pause();
        var luke = _world.LogIn("luke", "comp3331");
        for (var second = 0; second < 600; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                OfferAndCancel(_yoda);
                OfferAndCancel(luke);
            }

            _world.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["212 "], _yoda.Ask(Offer("hans")).Select(answer => answer[..4]));
        _hans.Connection.Resume();
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.StartsWith("* OFFER ", _hans.Take()[^1], StringComparison.Ordinal);
        IsHere(_hans);
    }

    [Fact]
    public void A_receiver_that_does_not_read_is_told_what_it_missed_and_nothing_that_came_to_nothing()
    {
        _hans.Connection.Pause();
        var luke = _world.LogIn("luke", "comp3331");
        for (var i = 0; i < 32; i++)
        {
            _yoda.Ask(Offer("hans"));
            luke.Ask(Offer("hans"));
        }

        luke.Ask("OUT");
        _hans.Connection.Resume();
        _world.Pass(TimeSpan.FromSeconds(1));
        var told = _hans.Take();
        var offered = Ids(told, "* OFFER ");
        var cancelled = Ids(told, "* CANCELLED ");
        Assert.Equal(32, offered.Except(cancelled).Count());
        Assert.Subset(offered.ToHashSet(), cancelled.ToHashSet());
        IsHere(_hans);
    }

    [Fact]
    public void A_sender_that_does_not_read_is_not_cut_off_by_the_answers_of_others()
    {
        var luke = _world.LogIn("luke", "comp3331");
        string[] ids =
        [
            .. Enumerable.Range(0, 32).SelectMany(_ => _yoda.Ask(Offer("hans"), Offer("luke"))).Select(IdOf),
        ];
        _yoda.Connection.Pause();
        foreach (var id in ids)
        {
            _hans.Ask($"ACCEPT {id} 8001 {TestKey.Valid}", $"DECLINE {id} {new string('x', 256)}", $"CANCEL {id}");
            luke.Ask($"ACCEPT {id} 8001 {TestKey.Valid}", $"DECLINE {id} {new string('x', 256)}", $"CANCEL {id}");
        }

        _world.Pass(TimeSpan.FromMinutes(2));
        _yoda.Connection.Resume();
        _world.Pass(TimeSpan.FromSeconds(1));
        var told = _yoda.Take();
        Assert.Equal(64, told.Count(line => line.StartsWith("* ACCEPTED ", StringComparison.Ordinal)));
        Assert.Equal(64, told.Count(line => line.StartsWith("* DECLINED ", StringComparison.Ordinal)));
        IsHere(_yoda);
    }

    [Fact]
    public void Logging_in_anew_gives_no_new_budget()
    {
        for (var i = 0; i < 64; i++)
        {
            Assert.True(OfferAndCancel(_yoda));
        }

        _yoda.Ask("OUT");
        var again = _world.Yoda();
        Assert.Equal([HeldBack], again.Ask(Offer("hans")));
        _world.Pass(TimeSpan.FromSeconds(0.5));
        Assert.True(OfferAndCancel(again));
        Assert.Equal([HeldBack], again.Ask(Offer("hans")));
    }

    [Fact]
    public void Who_is_held_back_can_still_cancel()
    {
        string[] ids = [.. Enumerable.Range(0, 32).SelectMany(_ => _yoda.Ask(Offer("hans"))).Select(IdOf)];
        while (OfferAndCancel(_yoda, "luke")) { }

        Assert.All(ids, id => Assert.Equal(["200 OK"], _yoda.Ask($"CANCEL {id}")));
    }

    [Fact]
    public void An_offer_that_is_refused_costs_nothing()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(["550 leia is offline"], _yoda.Ask(Offer("leia")));
        }

        Assert.True(OfferAndCancel(_yoda));
    }

    [Fact]
    public void One_sender_fills_a_part_of_a_receiver_only()
    {
        for (var i = 0; i < 32; i++)
        {
            Assert.StartsWith("212 ", Assert.Single(_yoda.Ask(Offer("hans"))), StringComparison.Ordinal);
        }

        Assert.Equal([Full], _yoda.Ask(Offer("hans")));
        var luke = _world.LogIn("luke", "comp3331");
        Assert.StartsWith("212 ", Assert.Single(luke.Ask(Offer("hans"))), StringComparison.Ordinal);

        _hans.Ask("DECLINE 1 no");
        _yoda.Take();
        Assert.StartsWith("212 ", Assert.Single(_yoda.Ask(Offer("hans"))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_for_one_receiver_is_bounded_over_all_senders()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"user{i}")];
        var users = Credentials.Parse(["hans comp9331*", .. names.Select(name => $"{name} secret")]);
        using var world = new ForumWorld(options => options with { Credentials = users }, Tcp);
        var hans = world.Hans();
        var answers = names
            .Select(name => world.LogIn(name, "secret"))
            .SelectMany(user => Enumerable.Range(0, 32).SelectMany(_ => user.Ask(Offer("hans"))))
            .ToList();
        Assert.All(answers[..256], answer => Assert.StartsWith("212 ", answer, StringComparison.Ordinal));
        Assert.All(answers[256..], answer => Assert.Equal(Full, answer));
        Assert.Equal(["200 OK"], hans.Ask("NOOP")[^1..]);
    }

    public void Dispose() => _world.Dispose();

    private static string Offer(string receiver) => $"OFFER {receiver} 1 - {TestKey.Valid} {LongName}";

    private static string IdOf(string answer) => answer["212 ".Length..];

    private static string[] Ids(string[] told, string word) =>
        [
            .. told.Where(line => line.StartsWith(word, StringComparison.Ordinal))
                .Select(line => line[word.Length..].Split(' ')[0]),
        ];

    /// <returns>Whether it was let through.</returns>
    private bool OfferAndCancel(WireClient sender, string receiver = "hans")
    {
        if (receiver != "hans" && !_world.Server.ActiveUsers.Lookup(receiver).HasValue)
        {
            _world.LogIn(receiver, "comp3331");
        }

        var answer = Assert.Single(sender.Ask(Offer(receiver)));
        if (answer == HeldBack)
        {
            return false;
        }

        Assert.StartsWith("212 ", answer, StringComparison.Ordinal);
        Assert.Equal(["200 OK"], sender.Ask($"CANCEL {IdOf(answer)}"));
        return true;
    }

    private static void IsHere(WireClient client)
    {
        Assert.Null(client.Error);
        Assert.False(client.IsClosed);
        Assert.Equal(["200 OK"], client.Ask("NOOP"));
    }
}
