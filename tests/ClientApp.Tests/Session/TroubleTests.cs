using System.Reactive.Linq;
using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

/// <summary>Whatever fails here is one line on the screen, and the client goes on.</summary>
public sealed class TroubleTests
{
    private static readonly FileOffered Offer = new(7, "hans", "127.0.0.1", 5_000_000, "-", "key", "lecture1.mp4");

    // None that anybody expects.
    private static InvalidOperationException Boom => new("boom");

    [Fact]
    public void A_line_that_cannot_be_kept_is_told_and_sent()
    {
        var client = new ClientUnderTest { StoreFailure = Boom }
            .LogIn()
            .Enter("MSG hello");
        GoesOn(client, "The line could not be kept in the history: boom.");
    }

    [Fact]
    public void A_reading_mark_that_cannot_be_kept_is_told()
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM 23 Feb 2021 15:00:00");
        client.StoreFailure = Boom;
        client.Answer(215, "#1; 23 Feb 2021 15:00:01; hans; posted; hi", "1 messages");
        client.StoreFailure = null;
        GoesOn(client, "How far you have read could not be kept: boom.");
    }

    [Fact]
    public void A_suspension_that_fails_is_told()
    {
        var client = new ClientUnderTest { Suspending = () => throw Boom }.LogIn();
        client.Press(Key.Typed("z") with { Modifiers = KeyModifiers.Control });
        GoesOn(client, "The program cannot be stopped: boom.");
    }

    [Fact]
    public void A_file_that_cannot_be_begun_to_be_sent_ends()
    {
        var client = new ClientUnderTest().LogIn();
        client.Files.Failure = Boom;
        client.Enter("UPD hans a");
        Assert.Empty(client.State.Files.Transfers);
        GoesOn(client, "a was not sent: boom.");
    }

    [Fact]
    public void A_file_that_cannot_be_begun_to_be_taken_ends()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer);
        client.Files.Failure = Boom;
        client.Enter("ACC 1");
        Assert.Empty(client.State.Files.Transfers);
        GoesOn(client, "lecture1.mp4 was not received: boom.");
    }

    [Fact]
    public void A_file_that_cannot_be_stopped_is_told()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a");
        client.Files.Failure = Boom;
        client.Enter("CAN 1");
        GoesOn(client, "Something went wrong with a file: boom.");
    }

    [Fact]
    public void An_offer_that_cannot_be_refused_is_told()
    {
        var client = new ClientUnderTest().LogIn().Tell(Offer);
        client.Files.Failure = Boom;
        client.Enter("DEC 1");
        GoesOn(client, "Something went wrong with a file: boom.");
    }

    [Fact]
    public void A_file_on_its_way_that_fails_unexpectedly_ends()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a");
        client.Files.Moves.OnError(Boom);
        client.Wait(TimeSpan.FromMilliseconds(1));
        GoesOn(client, "a was not sent: boom.");
    }

    [Fact]
    public void A_request_that_cannot_be_sent_is_told_and_the_connection_made_anew()
    {
        var client = new ClientUnderTest().LogIn();
        client.Server.SendFailure = Boom;
        client.Enter("MSG hello");
        client.Server.SendFailure = null;
        Assert.Contains("A request could not be sent: boom.", client.Said);
        client.Wait(TimeSpan.FromSeconds(1)).Rejoin();
        GoesOn(client);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_given_up_and_tried_again()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG hello").Wait(TimeSpan.FromSeconds(32));
        client.Rejoin();
        GoesOn(client);
    }

    [Fact]
    public void A_connection_that_cannot_even_be_tried_is_an_attempt_that_failed()
    {
        var effects = new EffectPerformer(
            () => throw Boom,
            new CurrentConnection(),
            null!,
            null!,
            () => { },
            System.Reactive.Concurrency.Scheduler.Immediate
        );
        Assert.Equal(new ConnectionLost(1, "boom"), effects.Perform(new Connect(1, TimeSpan.FromSeconds(10))).Wait());
    }

    [Fact]
    public void Whatever_performs_effects_may_throw()
    {
        var happened = new List<ClientState>();
        using var scheduler = new System.Reactive.Concurrency.EventLoopScheduler();
        var outside = Observable.Return<Happening>(new Started()).Concat(Observable.Never<Happening>());
        var initial = new ClientState
        {
            Settings = new ClientSettings { Host = "here", Port = 1 },
        };
        var told = ClientLoop
            .Run(initial, outside, _ => throw Boom, scheduler)
            .FirstAsync(state => state.Transcript.Entries.OfType<Notice>().Any(notice => notice.Text.Contains("boom")))
            .Timeout(TimeSpan.FromSeconds(30))
            .Wait();
        Assert.Null(told.ExitCode);
    }

    [Fact]
    public void A_server_that_says_numbers_twice_and_beyond_all_bounds_is_borne()
    {
        var client = new ClientUnderTest().LogIn().Type("EDT ").Press(KeyCode.Tab);
        var line = "#1; 23 Feb 2021 15:00:01; yoda; posted; hi";
        client.Answer(215, line, line, $"#{long.MaxValue}; 99 Foo 9999 99:99:99; yoda; posted; ", "3 messages");
        client.Tell(new EventsLagged(long.MaxValue)).Tell(new EventsLagged(long.MaxValue));
        client.Tell(new MessageDeleted(0, At("23 Feb 2021 15:00:01"), ""));
        client.Tell(new MessagePosted(long.MaxValue, DateTime.MaxValue, "\u202e", "\u001b[2J"));
        client.Tell(new UserJoined("")).Tell(new UserLeft(new string('x', 100_000)));
        client.Tell(new FileOffered(long.MaxValue, "", "", long.MaxValue, "", "", ""));
        client.Tell(new OfferAccepted(-1, "", 0, "")).Tell(new OfferDeclined(0, "")).Tell(new OfferCancelled(0));
        client.Happen(
            new FileTravelled(1, long.MaxValue, 0, double.PositiveInfinity, TimeSpan.MaxValue, TimeSpan.MaxValue)
        );
        client.Press(KeyCode.Escape).Wait(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(client.Said, said => said.StartsWith("Something went wrong", StringComparison.Ordinal));
        Assert.Null(client.State.ExitCode);
        Assert.False(client.HasEnded);
    }

    [Fact]
    public void What_the_fold_cannot_take_in_is_told_and_its_request_is_answered()
    {
        var client = new ClientUnderTest().LogIn().Enter("MSG a").Enter("MSG b");
        client.Answer(210, null!);
        client.Answer(210, "Message #2 posted at 23 Feb 2021 15:00:01.");
        Assert.Empty(client.State.Link.Unanswered);
        Assert.StartsWith("Something went wrong here: ", client.Said[^2], StringComparison.Ordinal);
        GoesOn(client, "Message #2 posted at 23 Feb 2021 15:00:01.");
    }

    [Fact]
    public void What_a_source_of_happenings_throws_is_told()
    {
        var happened = Observable.Throw<Happening>(Boom).OrTrouble("The keyboard cannot be read").ToEnumerable();
        Assert.Equal([new TroubleHappened("The keyboard cannot be read: boom")], happened);
        GoesOn(
            new ClientUnderTest().LogIn().Happen(new TroubleHappened("The keyboard cannot be read: boom")),
            "The keyboard cannot be read: boom."
        );
    }

    private static void GoesOn(ClientUnderTest client, string? told = null)
    {
        if (told is not null)
        {
            Assert.Equal(told, client.Said[^1]);
        }

        Assert.Null(client.State.ExitCode);
        Assert.False(client.HasEnded);
        client.Server.Lines.Clear();
        client.Enter("MSG it goes on");
        Assert.Equal(["MSG it goes on"], client.Server.Lines);
    }
}
