using System.Net.Sockets;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Client;

public sealed class ForumClientTests : IDisposable
{
    private readonly ForumWorld _world = new();

    [Fact]
    public void A_client_logs_in_posts_reads_edits_deletes_and_logs_out()
    {
        var yoda = Connect();
        List<Reply> replies = [];
        var completed = false;
        yoda.Replies.CheckGrammar().Subscribe(replies.Add, () => completed = true);
        var now = At(_world.Stamp);
        Assert.Equal("Welcome to TOOM!", Result(yoda.LogIn("yoda", "comp9331")));
        Assert.Equal(new Receipt(1, now), Result(yoda.Post("Hello")));
        var read = Assert.Single(Result(yoda.ReadAll()));
        Assert.Equal(new BoardMessage(1, now, "yoda", IsEdited: false, "Hello"), read);
        Assert.Equal(new Receipt(1, now), Result(yoda.Edit(read, "Hi")));
        Assert.Empty(Result(yoda.ListUsers()));
        Assert.Equal(new Receipt(1, now), Result(yoda.Delete(1, now)));
        Assert.Empty(Result(yoda.Read(now)));
        Assert.Equal("Bye, yoda!", Result(yoda.LogOut()));
        Assert.Equal([331, 230, 210, 215, 210, 204, 210, 204, 221], replies.Select(reply => reply.Code));
        Assert.True(completed);
        Assert.Equal(0, _world.Server.ConnectionCount);
    }

    [Fact]
    public void Events_come_between_replies()
    {
        var hans = Connect();
        List<ForumEvent> events = [];
        var completed = false;
        hans.Events.CheckGrammar().Subscribe(events.Add, () => completed = true);
        Result(hans.LogIn("hans", "comp9331*"));
        Result(hans.Follow());
        var stamp = _world.Stamp;
        _world.Yoda().Send("MSG Hello");
        _world.Pass(TimeSpan.FromMilliseconds(20));
        Assert.Equal([new UserJoined("yoda"), new MessagePosted(1, At(stamp), "yoda", "Hello")], events);
        hans.Dispose();
        Assert.True(completed);
    }

    [Fact]
    public void Requests_go_out_at_once_and_replies_come_in_their_order()
    {
        var yoda = Connect();
        List<int> order = [];
        for (var i = 0; i < 2000; i++)
        {
            var port = i;
            yoda.Send($"PORT {port}").Subscribe(reply => order.Add(reply.Text == $"UDP port {port}" ? port : -1));
        }

        _world.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Enumerable.Range(0, 2000), order);
    }

    [Fact]
    public void A_result_is_there_for_those_who_subscribe_later_and_the_request_was_sent_once()
    {
        var yoda = Connect();
        var welcome = yoda.LogIn("yoda", "comp9331");
        var receipt = yoda.Post("once");
        _world.Settle();
        Assert.Equal([Result(welcome), Result(welcome)], ["Welcome to TOOM!", "Welcome to TOOM!"]);
        Assert.Equal(Result(receipt), Result(receipt));
        Assert.Equal(1, _world.Server.Messages.Count);
    }

    [Fact]
    public void A_login_that_is_refused_says_why()
    {
        var client = Connect();
        Assert.Equal(530, Refusal(client.LogIn("yoda", "wrong")).Reply.Code);
        Assert.False(Refusal(client.LogIn("yoda", "wrong")).IsForNow);
        Assert.Equal(421, Refusal(client.LogIn("yoda", "wrong")).Reply.Code);
    }

    [Fact]
    public void What_the_server_refuses_fails_with_its_words_and_the_next_request_goes_on()
    {
        var yoda = Connect();
        Result(yoda.LogIn("yoda", "comp9331"));
        Assert.Equal("There is no message #9", Refusal(yoda.Delete(9, At(_world.Stamp))).Message);
        Assert.Equal(1, Result(yoda.Post("Hello")).Number);
    }

    [Fact]
    public void Users_who_are_here_are_told_with_address_port_and_time()
    {
        var hans = Connect();
        Result(hans.LogIn("hans", "comp9331*"));
        Result(hans.TakeFilesAt(8001));
        var yoda = Connect();
        Result(yoda.LogIn("yoda", "comp9331"));
        Assert.Equal([new OtherUser("hans", "10.0.0.2", 8001, At(_world.Stamp))], Result(yoda.ListUsers()));
    }

    [Fact]
    public void When_the_server_goes_what_is_unanswered_fails_and_the_streams_complete()
    {
        var client = Connect();
        var replies = client.Replies.ToList().ToTask();
        _world.Server.Dispose();
        var unanswered = client.Send("NOOP").ToTask();
        _world.Settle();
        Assert.IsAssignableFrom<IOException>(unanswered.Exception?.InnerException);
        Assert.True(replies.IsCompletedSuccessfully);
        var late = client.Send("NOOP").ToTask();
        Assert.IsAssignableFrom<IOException>(late.Exception?.InnerException);
    }

    [Fact]
    public void A_client_that_is_disposed_answers_nothing_more()
    {
        var client = Connect();
        var unanswered = client.Send("NOOP").ToTask();
        client.Dispose();
        client.Dispose();
        Assert.IsType<ObjectDisposedException>(unanswered.Exception?.InnerException);
        Assert.IsType<ObjectDisposedException>(client.Send("NOOP").ToTask().Exception?.InnerException);
    }

    [Fact]
    public void A_server_that_is_full_is_an_error_with_its_words()
    {
        using var world = new ForumWorld(options => options with { MaxConnections = 1 });
        world.Yoda(); // Who has not logged in would give way.
        var connecting = ForumClient.Connect(ForumWorld.ServerAddress, 12000, world.Network.Host("10.0.0.2")).ToTask();
        world.Settle();
        var error = Assert.IsType<ForumException>(connecting.Exception?.InnerException);
        Assert.Equal(421, error.Reply.Code);
        Assert.Equal("Too many connections", error.Message);
    }

    [Fact]
    public void Where_nobody_listens_connecting_fails()
    {
        var connecting = ForumClient.Connect("10.0.0.77", 1, _world.Network.Host("10.0.0.2")).ToTask();
        _world.Settle();
        Assert.IsType<SocketException>(connecting.Exception?.InnerException);
    }

    [Theory]
    [InlineData("MSG two\nlines")]
    [InlineData("MSG \u0007")]
    [InlineData("MSG \u009B")]
    public void A_request_that_is_not_one_line_of_text_is_refused_before_it_is_sent(string request)
    {
        var client = Connect();
        Assert.Throws<ArgumentException>(() => client.Send(request));
        Assert.Throws<ArgumentException>(() => client.Send(new string('x', 8193)));
        Assert.Equal(200, Ask(client.Send("NOOP")).Code);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\n")]
    [InlineData("220 ready\nwhat?\n")]
    public void A_server_that_does_not_speak_the_protocol_is_an_error(string words)
    {
        var reply = TalkTo(Encoding.UTF8.GetBytes(words));
        Assert.IsType<ProtocolException>(reply.Exception?.InnerException);
    }

    [Fact]
    public void A_server_that_sends_a_line_without_end_is_an_error()
    {
        var reply = TalkTo([.. "220 ready\n"u8, .. Enumerable.Repeat((byte)'x', 40_000), (byte)'\n']);
        Assert.IsType<ProtocolException>(reply.Exception?.InnerException);
    }

    public void Dispose() => _world.Dispose();

    private Task<Reply> TalkTo(byte[] serverWords)
    {
        var host = _world.Network.Host("10.0.0.66");
        host.Listen(1, host.StartLoop("server")).Accepted.Subscribe(connection => connection.Write(serverWords));
        var reply = ForumClient
            .Connect("10.0.0.66", 1, _world.Network.Host("10.0.0.2"))
            .SelectMany(client => client.Send("NOOP"))
            .ToTask();
        _world.Pass(TimeSpan.FromMilliseconds(1));
        return reply;
    }

    private ForumClient Connect()
    {
        var client = ForumClient.Connect(ForumWorld.ServerAddress, 12000, _world.Network.Host("10.0.0.2")).ToTask();
        _world.Settle();
        return client.Result;
    }

    private Reply Ask(IObservable<Reply> asked) => Result(asked);

    private T Result<T>(IObservable<T> asked)
    {
        var result = asked.ToTask();
        _world.Settle();
        Assert.True(result.IsCompletedSuccessfully, result.Exception?.Message);
        return result.Result;
    }

    private ForumException Refusal<T>(IObservable<T> asked)
    {
        var result = asked.ToTask();
        _world.Settle();
        return Assert.IsType<ForumException>(result.Exception?.InnerException);
    }
}
