using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

public class FileTests
{
    private static readonly FileOffered Offer = new(7, "hans", "127.0.0.1", 5_000_000, "-", "key", "lecture1.mp4");

    [Fact]
    public void An_upload_is_shown_on_its_way_and_leaves_a_line()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans my lecture.mp4");
        client.Files.Moves.OnNext(new FileTravelled(1, 500, 1000, 100, null, TimeSpan.FromSeconds(5)));
        client.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(500, client.State.Files.Transfers[1].Bytes);

        client.Files.Moves.OnNext(new FileArrived(1, ""));
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal([new SendFile(1, "hans", "my lecture.mp4")], client.Files.Done);
        Assert.Equal("my lecture.mp4 has been uploaded", client.Said[^1]);
        Assert.Empty(client.State.Files.Transfers);
    }

    [Theory]
    [InlineData("UPD")]
    [InlineData("UPD hans")]
    [InlineData("UPD hans ")]
    public void An_upload_needs_a_user_and_a_file(string line)
    {
        var client = new ClientUnderTest().LogIn().Enter(line);

        Assert.Equal("Usage: UPD username filename", client.Said[^1]);
        Assert.Empty(client.Files.Done);
    }

    [Fact]
    public void Nobody_sends_files_to_themselves()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD yoda lecture1.mp4");

        Assert.Empty(client.Files.Done);
    }

    [Fact]
    public void An_offer_is_a_question_that_leaves_the_line_alone()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG hel").Tell(Offer).Type("lo");

        Assert.Equal("MSG hello", client.Line);
        Assert.Equal("hans offers lecture1.mp4 (4.8 MiB). ACC 1 to take it, DEC 1 to refuse", client.Said[^1]);
    }

    [Fact]
    public void An_offer_that_is_taken_becomes_a_transfer_and_a_line()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer).Enter("ACC 1");
        client.Files.Moves.OnNext(new FileArrived(1, "hans_lecture1.mp4") { Duration = TimeSpan.FromSeconds(4) });
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal([new TakeFile(1, Offer)], client.Files.Done);
        Assert.Equal("Received lecture1.mp4 from hans: hans_lecture1.mp4 (4.8 MiB, 4 s)", client.Said[^1]);
        Assert.Empty(client.State.Files.Offers);
    }

    [Fact]
    public void A_file_that_had_to_be_stored_under_another_name_says_so()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer).Enter("ACC 1");
        client.Files.Moves.OnNext(new FileArrived(1, "hans_lecture1 (2).mp4"));
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Contains(": hans_lecture1 (2).mp4 (", client.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_that_is_declined_is_refused()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer).Enter("DEC #1");

        Assert.Equal([new RefuseFile(Offer, "not wanted")], client.Files.Done);
    }

    [Fact]
    public void An_offer_that_is_withdrawn_can_be_taken_no_more()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer).Tell(new OfferCancelled(7)).Enter("ACC 1");

        Assert.Empty(client.Files.Done);
        Assert.Equal("There is no offer 1.", client.Said[^1]);
    }

    [Fact]
    public void An_offer_that_nobody_answers_can_be_taken_no_more()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer).Happen(new OfferExpired(Offer));

        Assert.Equal("lecture1.mp4 from hans was on offer for too long.", client.Said[^1]);
        Assert.Empty(client.State.Files.Offers);
    }

    [Fact]
    public void Content_that_is_there_already_is_said_on_both_sides()
    {
        var receiver = new ClientUnderTest()
            .LogIn()
            .Tell(Offer)
            .Enter("ACC 1")
            .Happen(new FileArrived(1, "hans_lecture1.mp4") { WasThere = true });
        var sender = new ClientUnderTest()
            .LogIn()
            .Enter("UPD hans a")
            .Happen(new FileArrived(1, "") { WasThere = true });

        Assert.Equal("lecture1.mp4 from hans is here already, as hans_lecture1.mp4", receiver.Said[^1]);
        Assert.Equal("hans has a already", sender.Said[^1]);
    }

    [Theory]
    [InlineData(5_000_000, "Received lecture1.mp4 from hans: hans_lecture1.mp4 (4.8 MiB, 0 s)")]
    [InlineData(1_000_000, "Only 976.6 KiB of 4.8 MiB travelled: the rest was here from before.")]
    [InlineData(0, "Only 0 B of 4.8 MiB travelled: the rest was here from before.")]
    public void What_an_earlier_attempt_brought_is_said_where_it_arrived(long travelled, string last)
    {
        var client = new ClientUnderTest()
            .LogIn()
            .Tell(Offer)
            .Enter("ACC 1")
            .Happen(new FileArrived(1, "hans_lecture1.mp4") { Travelled = travelled });

        Assert.Equal(last, client.Said[^1]);
    }

    [Fact]
    public void A_transfer_can_be_stopped_by_its_number()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a").Enter("CAN 1");

        Assert.Equal(new StopFile(1), client.Files.Done[^1]);
    }

    [Fact]
    public void A_file_that_does_not_arrive_says_why()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a");
        client.Files.Moves.OnNext(new FileFailed(1, "hans is offline"));
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal("a was not sent: hans is offline.", client.Said[^1]);
    }

    [Fact]
    public void Who_takes_everything_is_not_asked_and_who_takes_nothing_neither()
    {
        var settings = new ClientSettings
        {
            Host = "here",
            Port = 1,
            UdpPort = 8000,
        };

        var always = new ClientUnderTest(settings with { Acceptance = Acceptance.Always }).LogIn().Tell(Offer);
        var never = new ClientUnderTest(settings with { Acceptance = Acceptance.Never }).LogIn().Tell(Offer);

        Assert.Equal([new TakeFile(1, Offer)], always.Files.Done);
        Assert.Equal([new RefuseFile(Offer, "takes no files")], never.Files.Done);
    }

    [Fact]
    public void What_is_taken_unasked_has_a_bound_over_all_files()
    {
        var settings = new ClientSettings
        {
            Host = "here",
            Port = 1,
            UdpPort = 8000,
            Acceptance = Acceptance.Always,
            MostUnasked = (2 * Offer.Size) - 1,
        };
        var second = Offer with { OfferId = Offer.OfferId + 1 };

        var client = new ClientUnderTest(settings).LogIn().Tell(Offer).Tell(second);

        var refused = Assert.IsType<RefuseFile>(client.Files.Done[^1]);
        Assert.Equal((new TakeFile(1, Offer), second), (client.Files.Done[0], refused.Offer));
        Assert.EndsWith("are taken unasked", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_that_cannot_be_taken_is_no_question()
    {
        var client = new ClientUnderTest().LogIn();
        client.Files.Problem = "there is not enough disk space";

        client.Tell(Offer);

        Assert.Equal([new RefuseFile(Offer, "there is not enough disk space")], client.Files.Done);
        Assert.Equal(
            "hans offers lecture1.mp4, which cannot be taken: there is not enough disk space.",
            client.Said[^1]
        );
    }

    [Fact]
    public void Without_a_port_an_offer_is_refused_with_that_reason()
    {
        var settings = new ClientSettings { Host = "here", Port = 1 };
        var client = new ClientUnderTest(settings);
        client.Enter("yoda").Enter("comp9331").Answer(331, "Password required").Answer(230, "Welcome to TOOM!");

        client.Server.Tell(Offer);
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal([new RefuseFile(Offer, "this client has no UDP port")], client.Files.Done);
    }

    [Fact]
    public void Of_a_thousand_offers_twenty_are_kept_and_the_rest_declined()
    {
        var client = new ClientUnderTest().LogIn();
        for (var i = 0; i < 1000; i++)
        {
            client.Tell(Offer with { OfferId = i });
        }

        Assert.Equal(20, client.State.Files.Offers.Count);
        Assert.Equal(980, client.Files.Done.Count);
    }

    [Fact]
    public void Offers_that_cannot_be_taken_are_told_once_in_a_while()
    {
        var client = new ClientUnderTest().LogIn();
        client.Files.Problem = "there is not enough disk space";
        var before = client.Said.Length;
        for (var i = 0; i < 1000; i++)
        {
            client.Tell(Offer with { OfferId = i });
        }

        Assert.Equal(before + 5, client.Said.Length);
        client.Wait(TimeSpan.FromSeconds(31));
        Assert.Equal("995 more offers could not be taken or came to nothing.", client.Said[^1]);
        client.Wait(TimeSpan.FromSeconds(31)).Tell(Offer);
        Assert.Equal(before + 7, client.Said.Length);
        Assert.StartsWith("hans offers lecture1.mp4, which cannot be taken", client.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Offers_that_are_withdrawn_at_once_do_not_fill_the_screen_either()
    {
        var client = new ClientUnderTest().LogIn();
        for (var i = 0; i < 1000; i++)
        {
            client.Tell(Offer with { OfferId = i }).Tell(new OfferCancelled(i));
        }

        Assert.Equal(5, client.Said.Count(said => said.EndsWith("is no longer on offer.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Who_takes_nothing_hears_of_it_once_in_a_while()
    {
        var settings = new ClientSettings
        {
            Host = "here",
            Port = 1,
            UdpPort = 8000,
            Acceptance = Acceptance.Never,
        };
        var client = new ClientUnderTest(settings).LogIn().Tell(Offer);
        Assert.Equal("hans offers lecture1.mp4, which cannot be taken: no files are taken here.", client.Said[^1]);
    }

    [Fact]
    public void In_a_script_OUT_waits_for_the_files_that_are_on_their_way()
    {
        var client = new ClientUnderTest(
            new ClientSettings
            {
                Host = "here",
                Port = 1,
                UdpPort = 8000,
                IsPlain = true,
                IsLive = false,
            }
        ).LogIn();
        client.Happen(new LineRead("UPD hans a")).Happen(new LineRead("OUT"));
        Assert.Empty(client.Server.Lines);
        Assert.False(client.State.WantsLine);

        client.Files.Moves.OnNext(new FileArrived(1, ""));
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["OUT"], client.Server.Lines);
    }

    [Fact]
    public void At_a_terminal_OUT_again_leaves_at_once()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a").Enter("OUT").Enter("OUT");

        Assert.Equal(["OUT"], client.Server.Lines);
    }

    [Fact]
    public void A_file_for_several_goes_to_each_of_them_and_is_opened_once()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans,luke,hans slides/");

        var send = Assert.IsType<SendToMany>(Assert.Single(client.Files.Done));
        Assert.Equal([new FileReceiver(1, "hans"), new FileReceiver(2, "luke")], send.Receivers);
        Assert.Equal(["hans", "luke"], client.State.Files.Transfers.Values.Select(transfer => transfer.Peer));
    }

    [Fact]
    public void A_file_for_everybody_goes_to_all_who_are_here()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD * slides.pdf");
        Assert.Equal(["ATU"], client.Server.Lines);
        client.Answer(
            215,
            "hans; 127.0.0.1; 8001; 23 Feb 2021 15:00:00",
            "luke; 127.0.0.1; 0; 23 Feb 2021 15:00:00",
            "2 active users"
        );

        var send = Assert.IsType<SendToMany>(Assert.Single(client.Files.Done));
        Assert.Equal(["hans", "luke"], send.Receivers.Select(receiver => receiver.User));
        Assert.Equal("slides.pdf", send.FileName);
    }

    [Fact]
    public void A_file_for_everybody_where_nobody_is_goes_nowhere()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD * slides.pdf").Answer(204, "no other active user");

        Assert.Empty(client.Files.Done);
        Assert.Equal("Nobody else is here.", client.Said[^1]);
    }

    [Fact]
    public void A_folder_is_one_question_and_one_line()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer with { FileName = "slides.17.folder" });
        Assert.Equal("hans offers slides (17 files, 4.8 MiB). ACC 1 to take it, DEC 1 to refuse", client.Said[^1]);
        client
            .Enter("ACC 1")
            .Happen(new FileArrived(1, "hans_slides") { Files = 17, Duration = TimeSpan.FromSeconds(4) });

        Assert.Equal("Received slides from hans: hans_slides (17 files, 4.8 MiB, 4 s)", client.Said[^1]);
    }

    [Fact]
    public void Several_files_are_one_question()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer with { FileName = "a.pdf.3.files" });

        Assert.Equal("hans offers a.pdf and 2 more (4.8 MiB). ACC 1 to take it, DEC 1 to refuse", client.Said[^1]);
    }

    [Fact]
    public void Parts_that_wait_are_listed_and_cleared()
    {
        var client = new ClientUnderTest().LogIn().Enter("FILES");
        client.Files.Moves.OnNext(
            new PartsSeen([new WaitingPart("yoda_film.mp4", TimeSpan.FromMinutes(5))], AreRemoved: false)
        );
        client.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal("yoda_film.mp4 has arrived in part, the last of it 5 min 00 s ago", client.Said[^2]);

        client.Enter("FILES clear");
        client.Files.Moves.OnNext(
            new PartsSeen([new WaitingPart("yoda_film.mp4", TimeSpan.FromMinutes(5))], AreRemoved: true)
        );
        client.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal([new LookAtParts(false), new LookAtParts(true)], client.Files.Done);
        Assert.Equal("Removed yoda_film.mp4.", client.Said[^1]);
    }

    [Fact]
    public void Where_no_parts_wait_that_is_said()
    {
        var client = new ClientUnderTest().LogIn().Enter("FILES");
        Assert.False(client.State.WantsLine);
        client.Files.Moves.OnNext(new PartsSeen([], AreRemoved: false));
        client.Wait(TimeSpan.FromMilliseconds(1));

        Assert.True(client.State.WantsLine);
        Assert.Equal("No part of a file waits for the rest.", client.Said[^1]);
    }

    [Fact]
    public void FILES_with_anything_else_says_how_it_is_used() =>
        Assert.Equal("Usage: FILES, or FILES clear", new ClientUnderTest().LogIn().Enter("FILES all").Said[^1]);
}
