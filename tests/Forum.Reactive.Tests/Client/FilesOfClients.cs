using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Forum.Reactive.Client;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer;

namespace Forum.Reactive.Tests.Client;

/// <summary>Files that are offered, taken, sent and watched by the library's client alone.</summary>
public sealed class FilesOfClients : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly ForumWorld _world = new();
    private readonly Guest _yoda;
    private readonly Guest _hans;

    public FilesOfClients()
    {
        _yoda = new Guest(_world, "yoda", "comp9331", "10.0.0.2");
        _hans = new Guest(_world, "hans", "comp9331*", "10.0.0.3");
    }

    [Fact]
    public void A_file_is_offered_taken_and_watched_until_it_is_there()
    {
        var content = TransferWorld.Noise(1, 3_000_000);
        var sent = _yoda.Send("hans", "letter", content);
        var offer = Assert.Single(_hans.Offers);
        Assert.Equal(("yoda", "letter", 3_000_000L, null), (offer.Sender, offer.FileName, offer.Size, offer.Problem));
        List<TransferProgress> progress = [];
        sent.Progress.CheckGrammar().Subscribe(progress.Add);
        var received = offer.Take();
        _world.Pass(Long);
        Assert.Equal("yoda_letter", Result(received.Completed).StoredName);
        Assert.Equal(TransferDirection.Sending, Result(sent.Completed).Transfer.Direction);
        Assert.Equal(0, progress[0].Bytes);
        Assert.Equal(content, _hans.Store["yoda_letter"]);
    }

    [Fact]
    public void The_port_is_told_with_the_log_in() =>
        Assert.Equal(
            _hans.Files.Port,
            Assert.Single(Result(_yoda.Client.ListUsers()), user => user.Name == "hans").UdpPort
        );

    [Fact]
    public void What_is_declined_fails_with_the_words_of_the_other_side()
    {
        var sent = _yoda.Send("hans", "letter", [1, 2, 3]);
        _hans.Offers[0].Decline("not now");
        _world.Settle();
        var error = Assert.IsType<FileTransferException>(Failure(sent));
        Assert.Equal("hans declined: not now", error.Message);
        Assert.IsType<TransferDeclined>(error.Ending);
    }

    [Fact]
    public void An_offer_to_nobody_fails_with_the_words_of_the_server()
    {
        var sent = _yoda.Send("luke", "letter", [1, 2, 3]);
        Assert.Equal(550, Assert.IsType<ForumException>(Failure(sent)).Reply.Code);
        Assert.Equal(0, _yoda.Store.OpenHandles);
    }

    [Fact]
    public void A_file_that_is_not_there_fails_with_that() =>
        Assert.IsType<FileNotFoundException>(Failure(_yoda.Send("hans", "nothing", null)));

    [Fact]
    public void An_offer_that_nobody_answers_is_over_on_both_sides()
    {
        var sent = _yoda.Send("hans", "letter", [1, 2, 3]);
        var gone = _hans.Offers[0].Gone.ToTask();
        _world.Pass(new TransferOptions().OfferLifetime + Long);
        Assert.NotNull(Result(gone.ToObservable()).Ending);
        Assert.IsType<FileTransferException>(Failure(sent));
        Assert.IsType<FileTransferException>(Failure(_hans.Offers[0].Take()));
    }

    [Fact]
    public void An_offer_is_gone_when_it_is_withdrawn()
    {
        var sent = _yoda.Send("hans", "letter", [1, 2, 3]);
        var gone = _hans.Offers[0].Gone.ToTask();
        sent.Cancel();
        _world.Settle();
        Assert.Equal("it was stopped", Failure(sent).Message);
        Assert.Equal("yoda has given it up", Result(gone.ToObservable()).Message);
    }

    [Fact]
    public void Whoever_stops_a_file_on_its_way_stops_it_for_both()
    {
        _world.Network.Host("10.0.0.2").SetLinkTo(_world.Network.Host("10.0.0.3"), new() { Rate = 1_000_000 });
        var sent = _yoda.Send("hans", "letter", TransferWorld.Noise(1, 3_000_000));
        var received = _hans.Offers[0].Take();
        _world.Pass(TimeSpan.FromSeconds(1));
        received.Cancel();
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("it was stopped", Failure(received).Message);
        Assert.Equal("hans has given it up", Failure(sent).Message);
    }

    [Fact]
    public void A_file_that_is_stopped_before_the_server_has_heard_of_it_is_not_offered()
    {
        _yoda.Store["letter"] = [1, 2, 3];
        var sent = _yoda.Client.SendFile("hans", "letter");
        sent.Cancel();
        _world.Settle();
        Assert.Equal("it was stopped", Failure(sent).Message);
        Assert.All(_hans.Offers, offer => Assert.True(offer.Gone.ToTask().IsCompletedSuccessfully));
    }

    [Fact]
    public void What_cannot_be_taken_says_why()
    {
        _hans.Store.FreeBytes = 2;
        _yoda.Send("hans", "letter", [1, 2, 3]);
        Assert.Equal("there is not enough disk space", _hans.Offers[0].Problem);
    }

    [Fact]
    public void A_file_goes_on_when_the_connection_to_the_server_ends()
    {
        _world.Network.Host("10.0.0.2").SetLinkTo(_world.Network.Host("10.0.0.3"), new() { Rate = 10_000_000 });
        var sent = _yoda.Send("hans", "letter", TransferWorld.Noise(1, 300_000));
        var received = _hans.Offers[0].Take();
        _world.Settle();
        _yoda.Client.Dispose();
        _hans.Client.Dispose();
        _world.Pass(Long);
        Assert.False(Result(received.Completed).WasThere);
        Assert.NotNull(Result(sent.Completed));
    }

    [Fact]
    public void Parts_that_wait_for_another_attempt_are_listed_and_removed()
    {
        _world.Network.Host("10.0.0.2").SetLinkTo(_world.Network.Host("10.0.0.3"), new() { Rate = 10_000_000 });
        _yoda.Send("hans", "letter", TransferWorld.Noise(1, 3_000_000));
        var received = _hans.Offers[0].Take();
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(Result(_hans.Files.FindParts()));
        received.Cancel();
        _world.Pass(Long);
        Assert.Equal(".yoda_letter.part", Assert.Single(Result(_hans.Files.FindParts())).Name);
        Assert.Equal(".yoda_letter.part", Assert.Single(Result(_hans.Files.RemoveParts())).Name);
        Assert.Empty(Result(_hans.Files.FindParts()));
        Assert.Empty(_hans.Store.Names);
    }

    [Fact]
    public void A_client_without_files_sends_none()
    {
        var client = _world.LogInClient("luke", "comp3331", "10.0.0.4");
        Assert.Throws<InvalidOperationException>(() => client.SendFile("hans", "letter"));
        Assert.True(Result(client.Offers.IsEmpty()));
    }

    public void Dispose()
    {
        _yoda.Dispose();
        _hans.Dispose();
        _world.Dispose();
    }

    private T Result<T>(IObservable<T> asked)
    {
        var result = asked.ToTask();
        _world.Settle();
        Assert.True(result.IsCompletedSuccessfully, result.Exception?.Message);
        return result.Result;
    }

    private static Exception Failure(TravellingFile file) =>
        Assert.Single(Assert.IsType<AggregateException>(file.Completed.ToTask().Exception).InnerExceptions);
}
