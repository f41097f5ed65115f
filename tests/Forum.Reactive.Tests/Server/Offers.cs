using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Tests.World.Logs;

namespace Forum.Reactive.Tests.Server;

/// <summary>How the server introduces two clients that want to exchange a file.</summary>
public abstract class Offers : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly string Digest = new('a', 64);
    private readonly LogKind _log;
    private readonly ForumWorld _world;
    private readonly WireClient _yoda;
    private readonly WireClient _hans;

    protected Offers(LogKind log)
    {
        (_log, _world) = (log, new ForumWorld(kind: log));
        (_yoda, _hans) = (_world.Yoda(), _world.Hans());
    }

    [Fact]
    public void An_offer_is_shown_to_its_receiver_with_the_address_of_the_sender()
    {
        Assert.Equal(["212 1"], _yoda.Ask($"OFFER hans 1234 {Digest} {TestKey.Valid} my lecture.mp4"));
        Assert.Equal([$"* OFFER 1 yoda 10.0.0.2 1234 {Digest} {TestKey.Valid} my lecture.mp4"], _hans.Take());
    }

    [Fact]
    public void An_acceptance_is_shown_to_the_sender_with_the_address_of_the_receiver()
    {
        Offer();
        Assert.Equal(["200 OK"], _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}"));
        Assert.Equal([$"* ACCEPTED 1 10.0.0.3 8001 {TestKey.Valid}"], _yoda.Take());
        Assert.Equal(["550 There is no offer 1"], _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}"));
    }

    [Fact]
    public void A_refusal_is_shown_to_the_sender_with_its_reason()
    {
        Offer();
        Assert.Equal(["200 OK"], _hans.Ask("DECLINE 1 not now, please"));
        Assert.Equal(["* DECLINED 1 not now, please"], _yoda.Take());
        Assert.Equal(["550 There is no offer 1"], _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}"));
    }

    [Fact]
    public void Either_side_can_cancel_before_and_after_the_acceptance()
    {
        Offer();
        Assert.Equal(["200 OK"], _yoda.Ask("CANCEL 1"));
        Assert.Equal(["* CANCELLED 1"], _hans.Take());
        Offer();
        _hans.Ask($"ACCEPT 2 8001 {TestKey.Valid}");
        _yoda.Take();
        Assert.Equal(["200 OK"], _hans.Ask("CANCEL 2"));
        Assert.Equal(["* CANCELLED 2"], _yoda.Take());
        Assert.Equal(["550 There is no offer 2"], _yoda.Ask("CANCEL 2"));
    }

    [Fact]
    public void An_offer_is_nobody_elses()
    {
        Offer();
        var luke = _world.LogIn("luke", "comp3331");
        var none = "550 There is no offer 1";
        Assert.Equal([none, none, none], luke.Ask($"ACCEPT 1 8001 {TestKey.Valid}", "DECLINE 1 no", "CANCEL 1"));
        Assert.Equal([none, none], _yoda.Ask($"ACCEPT 1 8001 {TestKey.Valid}", "DECLINE 1 no"));
        Assert.Empty(_hans.Take());
    }

    [Fact]
    public void Who_is_not_here_cannot_be_offered_a_file_nor_can_oneself()
    {
        Assert.Equal(["550 leia is offline"], _yoda.Ask($"OFFER leia 1 - {TestKey.Valid} f"));
        Assert.Equal(["550 nobody is offline"], _yoda.Ask($"OFFER nobody 1 - {TestKey.Valid} f"));
        Assert.Equal(["550 A file cannot be sent to yourself"], _yoda.Ask($"OFFER yoda 1 - {TestKey.Valid} f"));
    }

    [Fact]
    public void A_receiver_who_logs_out_declines_everything()
    {
        Offer();
        Offer();
        _hans.Ask("OUT");
        var told = _yoda.Take();
        Assert.Equal(2, told.Length);
        Assert.All(told, line => Assert.StartsWith("* DECLINED ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_receiver_whose_connection_is_lost_declines_everything()
    {
        Offer();
        _hans.Abort();
        _world.Settle();
        Assert.StartsWith("* DECLINED 1 ", Assert.Single(_yoda.Take()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_who_logs_out_cancels_everything()
    {
        Offer();
        _yoda.Ask("OUT");
        Assert.Equal(["* CANCELLED 1"], _hans.Take());
    }

    [Fact]
    public void Offers_of_one_user_are_bounded_and_those_that_were_accepted_make_room()
    {
        var luke = _world.LogIn("luke", "comp3331");
        for (var i = 0; i < 32; i++)
        {
            Offer();
            Assert.StartsWith(
                "212 ",
                Assert.Single(_yoda.Ask($"OFFER luke 1 - {TestKey.Valid} f")),
                StringComparison.Ordinal
            );
            luke.Take();
        }

        _world.Pass(TimeSpan.FromSeconds(10)); // Longer than the budget needs.
        Assert.Equal(["450 Too many files on offer. Please try again later"], OfferTo("leia"));
        _hans.Ask($"ACCEPT 7 8001 {TestKey.Valid}");
        _yoda.Take();
        Assert.Equal(["212 65"], OfferTo("leia"));

        string[] OfferTo(string user)
        {
            using var leia = _world.LogIn(user, "falcon#7").Connection;
            return _yoda.Ask($"OFFER {user} 1 - {TestKey.Valid} f");
        }
    }

    [Fact]
    public void What_a_user_is_offered_does_not_count_as_what_the_user_offers()
    {
        var luke = _world.LogIn("luke", "comp3331");
        for (var i = 0; i < 32; i++)
        {
            Offer();
            Assert.StartsWith(
                "212 ",
                Assert.Single(luke.Ask($"OFFER hans 1 - {TestKey.Valid} f")),
                StringComparison.Ordinal
            );
            Assert.Single(_hans.Take());
        }

        Assert.StartsWith(
            "212 ",
            Assert.Single(_hans.Ask($"OFFER yoda 1 - {TestKey.Valid} f")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Offers_of_all_are_bounded_and_the_oldest_that_was_accepted_makes_room()
    {
        using var small = new ForumWorld(kind: _log, configure: options => options with { OfferCapacity = 2 });
        (var yoda, var hans) = (small.Yoda(), small.Hans());
        var luke = small.LogIn("luke", "comp3331");
        Assert.Equal(
            ["212 1", "212 2"],
            yoda.Ask($"OFFER hans 1 - {TestKey.Valid} f", $"OFFER hans 1 - {TestKey.Valid} g")
        );
        Assert.Equal(
            ["450 Too many files on offer. Please try again later"],
            luke.Ask($"OFFER hans 1 - {TestKey.Valid} f")
        );
        hans.Take();
        Assert.Equal(["200 OK"], hans.Ask($"ACCEPT 2 8001 {TestKey.Valid}"));
        Assert.Equal(["212 3"], luke.Ask($"OFFER hans 1 - {TestKey.Valid} f"));
        hans.Take();
        Assert.Equal(["550 There is no offer 2"], hans.Ask("CANCEL 2"));
        Assert.Equal(["200 OK"], hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}"));
    }

    [Fact]
    public void An_offer_that_nobody_answers_lapses_after_ten_minutes_and_both_are_told()
    {
        var made = _world.Now + Tick; // When the line arrives.
        Offer();
        _world.PassUntil(made.AddMinutes(10));
        Assert.Empty(_yoda.Take().Concat(_hans.Take()));

        _world.Pass(Tick + _world.LogDelay); // What the server says arrives.

        Assert.Equal(["* DECLINED 1 nobody answered"], _yoda.Take());
        Assert.Equal(["* CANCELLED 1"], _hans.Take());
        Assert.Equal(["550 There is no offer 1"], _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}"));
        Assert.Equal(["550 There is no offer 1"], _yoda.Ask("CANCEL 1"));
    }

    [Fact]
    public void An_offer_that_was_accepted_does_not_lapse_and_one_that_was_declined_says_no_more()
    {
        Offer();
        Offer();
        _hans.Ask($"ACCEPT 1 8001 {TestKey.Valid}", "DECLINE 2 no");
        _yoda.Take();
        _world.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty(_yoda.Take().Concat(_hans.Take()));
        Assert.Equal(["200 OK"], _yoda.Ask("CANCEL 1"));
    }

    [Fact]
    public void Offers_that_lapsed_make_room_for_others()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 32; i++)
            {
                Offer();
            }

            _world.Pass(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
            Assert.Equal(32, _yoda.Take().Length);
            _hans.Ask("NOOP"); // Still there
        }
    }

    [Fact]
    public void A_user_whose_name_begins_with_a_dot_cannot_send_files_that_would_be_hidden()
    {
        var users = Credentials.Parse([".vader sith", "hans comp9331*"]);
        using var world = new ForumWorld(kind: _log, configure: options => options with { Credentials = users });
        var vader = world.LogIn(".vader", "sith");
        var hans = world.Hans();

        Assert.Equal(
            ["550 A file of a user whose name begins with a dot would be hidden where it arrives"],
            vader.Ask($"OFFER hans 1 - {TestKey.Valid} f")
        );
        Assert.Equal(["212 1"], hans.Ask($"OFFER .vader 1 - {TestKey.Valid} f"));
    }

    [Fact]
    public void Who_is_not_logged_in_can_offer_nothing()
    {
        Assert.Equal(["530 Please log in"], _world.Connect().Ask($"OFFER hans 1 - {TestKey.Valid} f"));
        Assert.Empty(_hans.Take());
    }

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Offer()
    {
        Assert.StartsWith(
            "212 ",
            Assert.Single(_yoda.Ask($"OFFER hans 1 - {TestKey.Valid} f")),
            StringComparison.Ordinal
        );
        Assert.Single(_hans.Take());
    }
}
