using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>How the server introduces two clients that want to exchange a file.</summary>
public sealed class Offers : IDisposable
{
    private static readonly string Digest = new('a', 64);
    private readonly ForumWorld _world = new();
    private readonly WireClient _yoda;
    private readonly WireClient _hans;

    public Offers() => (_yoda, _hans) = (_world.Yoda(), _world.Hans());

    [Fact]
    public void An_offer_is_shown_to_its_receiver_with_the_address_of_the_sender()
    {
        Assert.Equal(["212 1"], _yoda.Ask($"OFFER hans 1234 {Digest} S2V5 my lecture.mp4"));
        Assert.Equal([$"* OFFER 1 yoda 10.0.0.2 1234 {Digest} S2V5 my lecture.mp4"], _hans.Take());
    }

    [Fact]
    public void An_acceptance_is_shown_to_the_sender_with_the_address_of_the_receiver()
    {
        Offer();
        Assert.Equal(["200 OK"], _hans.Ask("ACCEPT 1 8001 QUJD"));
        Assert.Equal(["* ACCEPTED 1 10.0.0.3 8001 QUJD"], _yoda.Take());
        Assert.Equal(["550 There is no offer 1"], _hans.Ask("ACCEPT 1 8001 QUJD"));
    }

    [Fact]
    public void A_refusal_is_shown_to_the_sender_with_its_reason()
    {
        Offer();
        Assert.Equal(["200 OK"], _hans.Ask("DECLINE 1 not now, please"));
        Assert.Equal(["* DECLINED 1 not now, please"], _yoda.Take());
        Assert.Equal(["550 There is no offer 1"], _hans.Ask("ACCEPT 1 8001 QUJD"));
    }

    [Fact]
    public void Either_side_can_cancel_before_and_after_the_acceptance()
    {
        Offer();
        Assert.Equal(["200 OK"], _yoda.Ask("CANCEL 1"));
        Assert.Equal(["* CANCELLED 1"], _hans.Take());
        Offer();
        _hans.Ask("ACCEPT 2 8001 QUJD");
        _yoda.Take();
        Assert.Equal(["200 OK"], _hans.Ask("CANCEL 2"));
        Assert.Equal(["* CANCELLED 2"], _yoda.Take());
        Assert.Equal(["550 There is no offer 2"], _yoda.Ask("CANCEL 2"));
    }

    [Fact]
    public void An_offer_is_nobody_elses()
    {
        Offer();
        WireClient luke = _world.LogIn("luke", "comp3331");
        string none = "550 There is no offer 1";
        Assert.Equal([none, none, none], luke.Ask("ACCEPT 1 8001 QUJD", "DECLINE 1 no", "CANCEL 1"));
        Assert.Equal([none, none], _yoda.Ask("ACCEPT 1 8001 QUJD", "DECLINE 1 no"));
        Assert.Empty(_hans.Take());
    }

    [Fact]
    public void Who_is_not_here_cannot_be_offered_a_file_nor_can_oneself()
    {
        Assert.Equal(["550 leia is offline"], _yoda.Ask("OFFER leia 1 - S2V5 f"));
        Assert.Equal(["550 nobody is offline"], _yoda.Ask("OFFER nobody 1 - S2V5 f"));
        Assert.Equal(["550 A file cannot be sent to yourself"], _yoda.Ask("OFFER yoda 1 - S2V5 f"));
    }

    [Fact]
    public void A_receiver_who_logs_out_declines_everything()
    {
        Offer();
        Offer();
        _hans.Ask("OUT");
        string[] told = _yoda.Take();
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
        for (int i = 0; i < 64; i++)
        {
            Offer();
        }

        Assert.Equal(["450 Too many files on offer. Please try again later"], _yoda.Ask("OFFER hans 1 - S2V5 f"));
        _hans.Ask("ACCEPT 7 8001 QUJD");
        _yoda.Take();
        Assert.Equal(["212 65"], _yoda.Ask("OFFER hans 1 - S2V5 f"));
    }

    [Fact]
    public void Who_is_not_logged_in_can_offer_nothing()
    {
        Assert.Equal(["530 Please log in"], _world.Connect().Ask("OFFER hans 1 - S2V5 f"));
        Assert.Empty(_hans.Take());
    }

    public void Dispose() => _world.Dispose();

    private void Offer()
    {
        Assert.StartsWith("212 ", Assert.Single(_yoda.Ask("OFFER hans 1 - S2V5 f")), StringComparison.Ordinal);
        Assert.Single(_hans.Take());
    }
}
