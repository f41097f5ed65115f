using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>What the hosting program does itself: it posts, and ends sessions.</summary>
public sealed class InProcess : IDisposable
{
    private readonly ForumWorld _world = new();

    [Fact]
    public void A_post_is_on_the_board_once_however_often_its_result_is_looked_at()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG one", "SUB");
        var receipt = _world.Server.Post("bot", "beep");
        List<PostReceipt> receipts = [];
        receipt.Subscribe(receipts.Add);
        _world.Settle();
        receipt.Subscribe(receipts.Add); // Later than the value
        Assert.Equal([2L, 2L], receipts.Select(each => each.Number));
        Assert.Equal(("bot", "beep"), (receipts[0].Message.User, receipts[0].Message.Text));
        Assert.Equal(2, _world.Server.Messages.Count);
        _world.Pass(TimeSpan.FromSeconds(1));
        Assert.Contains("bot", Assert.Single(yoda.Take()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text")]
    [InlineData("two words", "text")]
    [InlineData("bot", "")]
    [InlineData("bot", "   ")]
    [InlineData("bot", "a\nb")]
    public void A_name_or_a_text_that_no_user_could_have_is_refused_at_once(string user, string text)
    {
        Assert.Throws<ArgumentException>(() => _world.Server.Post(user, text));
        Assert.Throws<ArgumentException>(() => _world.Server.Post("bot", new string('x', 1_000_000)));
        _world.Settle();
        Assert.Equal(0, _world.Server.Messages.Count);
    }

    [Fact]
    public void A_user_who_is_disconnected_is_told_and_logged_out_and_may_come_back()
    {
        var yoda = _world.Yoda();
        var was = new List<bool>();
        _world.Server.Disconnect("yoda").Subscribe(was.Add);
        _world.Server.Disconnect("hans").Subscribe(was.Add);
        _world.Settle();
        Assert.Equal(["421 Disconnected by the server"], yoda.Take());
        Assert.True(yoda.IsClosed);
        Assert.Equal([false, true], was.Order());
        Assert.Equal(0, _world.Server.ActiveUsers.Count);
        _world.Yoda();
    }

    [Fact]
    public void When_the_server_stops_nothing_is_done_any_more_and_the_program_is_told()
    {
        _world.Yoda();
        _world.Server.Stop();
        List<Exception> errors = [];
        _world.Server.Post("bot", "late").Subscribe(_ => Assert.Fail("It was posted."), errors.Add);
        _world.Settle();
        Assert.IsType<IOException>(Assert.Single(errors));
        Assert.Equal(0, _world.Server.Messages.Count);
    }

    public void Dispose() => _world.Dispose();
}
