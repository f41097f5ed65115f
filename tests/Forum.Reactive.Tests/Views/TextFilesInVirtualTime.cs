using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Views;

/// <summary><c>messagelog.txt</c> and <c>userlog.txt</c>: what is in them, and how often they are written.</summary>
public sealed class TextFilesInVirtualTime : IDisposable
{
    private static readonly TimeSpan RewritePace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ForumWorld _world = new();
    private readonly MemoryTextFile _messages;
    private readonly MemoryTextFile _users;

    public TextFilesInVirtualTime()
    {
        (_messages, _users) = (new MemoryTextFile(_world.Clock), new MemoryTextFile(_world.Clock));
        _world.Server.WriteMessageLog(_messages);
        _world.Server.WriteUserLog(_users);
    }

    [Fact]
    public void A_message_is_in_the_file_at_once()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG do or do not; there is no try");
        Assert.Equal($"1; {_world.Stamp}; yoda; do or do not; there is no try; no\n", _messages.Text);
    }

    [Fact]
    public void Clients_that_are_to_wait_are_served_when_the_files_are_whole()
    {
        using var world = new ForumWorld(options => options with { WaitsToServe = true });
        world.Server.Post("yoda", "first");
        world.Settle();
        var file = new MemoryTextFile(world.Clock);
        world.Server.WriteMessageLog(file);
        world.Settle();
        world.Server.Post("yoda", "second"); // Within the pace of appends: it would be in the file later.
        var client = world.Connect();
        Assert.Null(client.Greeting);

        world.Server.Serve();
        string[] greeting = [];
        for (var tick = 0; tick < 1000 && greeting.Length == 0; tick++)
        {
            world.Pass(TimeSpan.FromTicks(1));
            greeting = client.Take();
        }

        Assert.Equal(["220 TOOM/1 ready"], greeting);
        Assert.Equal(2, file.Lines.Length);
    }

    [Fact]
    public void A_file_that_cannot_be_written_keeps_nobody_out_and_is_told()
    {
        using var world = new ForumWorld(options => options with { WaitsToServe = true });
        List<string> told = [];
        world.Server.Faults.Subscribe(fault => told.Add(fault.Message));
        world.Server.Post("yoda", "first");
        world.Settle();
        world.Server.WriteMessageLog(new MemoryTextFile(world.Clock) { Failure = new IOException("full") });
        world.Server.Serve();
        world.Settle();
        Assert.Equal("220 TOOM/1 ready", world.Connect().Greeting);
        Assert.Equal("full", Assert.Single(told));
    }

    [Fact]
    public void A_login_is_in_the_file_at_once_with_address_and_port()
    {
        var stamp = _world.Stamp;
        _world.LogIn("yoda", "comp9331", "129.64.1.11", 6666);
        Assert.Equal($"1; {stamp}; yoda; 129.64.1.11; 6666\n", _users.Text);
    }

    [Fact]
    public void A_user_who_leaves_is_taken_out_and_later_ones_move_up()
    {
        var yoda = _world.Yoda();
        _world.Hans();
        _world.Pass(Second);
        yoda.Ask("OUT");
        _world.Pass(Second);
        Assert.Equal("1; 23 Feb 2021 15:00:00; hans; 10.0.0.3; 0\n", _users.Text);
    }

    [Fact]
    public void A_port_that_changes_is_changed_in_the_file()
    {
        var yoda = _world.Yoda();
        yoda.Ask("PORT 7001");
        _world.Pass(Second);
        Assert.Equal("1; 23 Feb 2021 15:00:00; yoda; 10.0.0.2; 7001\n", _users.Text);
    }

    [Fact]
    public void Edits_and_deletions_rewrite_the_file()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG one", "MSG two", "MSG three");
        var stamp = _world.Stamp;
        yoda.Ask($"EDT #3 {stamp} drei", $"DLT #1 {stamp}");
        _world.Pass(Second);
        Assert.Equal($"1; {stamp}; yoda; two; no\n2; {stamp}; yoda; drei; yes\n", _messages.Text);
        Assert.NotEmpty(_messages.Rewrites);
    }

    [Fact]
    public void However_fast_edits_come_the_file_is_rewritten_at_most_four_times_a_second_and_is_complete_within_one()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG one");
        for (var i = 0; i < 1000; i++)
        {
            Assert.StartsWith(
                "210 ",
                Assert.Single(yoda.Ask($"EDT #1 {_world.Stamp} version {i}")),
                StringComparison.Ordinal
            );
        }

        for (var i = 0; i < 300; i++)
        {
            var time = _world.Server.Messages.At(1)!.Time is var t ? TimestampFormat.Utc.Format(t) : "";
            yoda.Ask($"EDT #1 {time} late version {i}");
            _world.Pass(TimeSpan.FromMilliseconds(10));
        }

        _world.Pass(Second);
        Assert.Contains("; late version 299; yes", _messages.Text, StringComparison.Ordinal);
        Assert.InRange(_messages.Rewrites.Count, 4, 16);
        Assert.All(
            _messages.Rewrites.Zip(_messages.Rewrites.Skip(1)),
            pair => Assert.True(pair.Second - pair.First >= RewritePace)
        );
    }

    [Fact]
    public void Fast_posts_are_gathered_into_few_appends()
    {
        var yoda = _world.Yoda();
        for (var i = 0; i < 1000; i++)
        {
            yoda.Ask($"MSG {i}");
        }

        _world.Pass(Second);
        Assert.Equal(1000, _messages.Lines.Length);
        Assert.InRange(_messages.Appends.Count, 1, 25);
        Assert.Empty(_messages.Rewrites);
    }

    [Fact]
    public void Posts_behind_a_rewrite_that_waits_are_in_it()
    {
        var yoda = _world.Yoda();
        var stamp = _world.Stamp;
        yoda.Ask("MSG one", $"EDT #1 {stamp} uno");
        _world.Pass(TimeSpan.FromMilliseconds(30));
        yoda.Ask($"EDT #1 {stamp} eins", "MSG two");
        _world.Pass(RewritePace);
        Assert.Equal($"1; {stamp}; yoda; eins; yes\n2; {stamp}; yoda; two; no\n", _messages.Text);
    }

    [Theory]
    [InlineData(60, 6 * 60)]
    [InlineData(200, 1000 - 200)]
    [InlineData(450, 1000 - 450)]
    [InlineData(700, 2000)]
    public void The_longer_a_rewrite_takes_the_longer_the_next_one_waits_while_a_change_is_seen_within_a_second(
        int milliseconds,
        int untilTheNext
    )
    {
        var yoda = _world.Yoda();
        var stamp = _world.Stamp;
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        _messages.WhileRewriting = () => _world.Clock.Sleep(duration.Ticks);
        yoda.Ask("MSG one", $"EDT #1 {stamp} uno");
        _world.Pass(TimeSpan.FromMilliseconds(30));
        yoda.Ask($"EDT #1 {stamp} eins");
        _world.Pass(5 * Second);
        Assert.Equal(2, _messages.Rewrites.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(untilTheNext), _messages.Rewrites[1] - _messages.Rewrites[0]);
    }

    [Fact]
    public void A_write_that_fails_is_told_once_and_made_good_when_it_can_be()
    {
        List<Exception> faults = [];
        _world.Server.Faults.Subscribe(faults.Add);
        var yoda = _world.Yoda();
        _messages.Failure = new IOException("No space left on device");
        yoda.Ask("MSG one");
        _world.Pass(TimeSpan.FromSeconds(10));
        Assert.Same(_messages.Failure, Assert.Single(faults));
        _messages.Failure = null;
        _world.Pass(TimeSpan.FromSeconds(10));
        Assert.Single(_messages.Lines);
    }

    [Fact]
    public void A_file_that_somebody_damaged_is_written_anew_and_that_is_told()
    {
        List<Exception> faults = [];
        _world.Server.Faults.Subscribe(faults.Add);
        _world.Yoda().Ask("MSG one");
        _world.Pass(Second);
        var rewrites = _messages.Rewrites.Count;
        var damage = new IOException("Somebody removed it");

        _messages.Damages.OnNext(damage);
        _world.Pass(Second);

        Assert.Equal(rewrites + 1, _messages.Rewrites.Count);
        Assert.Single(_messages.Lines);
        Assert.Same(damage, Assert.Single(faults));
    }

    [Fact]
    public void What_lies_about_the_order_of_letters_is_an_escape_in_the_file_and_honest_text_is_not()
    {
        _world.Yoda().Ask("MSG a\u202eb", "MSG \u05e9\u05dc\u05d5\u05dd\u200f!");
        _world.Pass(Second);
        Assert.EndsWith("; a\\u202eb; no", _messages.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("; \u05e9\u05dc\u05d5\u05dd\u200f!; no", _messages.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_begun_late_has_what_was_there_before()
    {
        _world.Yoda().Ask("MSG one", "MSG two");
        var late = new MemoryTextFile(_world.Clock);
        _world.Server.WriteMessageLog(late);
        var lateUsers = new MemoryTextFile(_world.Clock);
        _world.Server.WriteUserLog(lateUsers);
        _world.Pass(Second);
        Assert.Equal(_messages.Text, late.Text);
        Assert.Equal(2, late.Lines.Length);
        Assert.Single(lateUsers.Lines);
    }

    [Fact]
    public void A_file_that_is_no_longer_wanted_is_completed_and_closed()
    {
        var file = new MemoryTextFile(_world.Clock);
        var writing = _world.Server.WriteMessageLog(file);
        var yoda = _world.Yoda();
        yoda.Ask("MSG one", "MSG two");
        yoda.Ask($"EDT #1 {_world.Stamp} uno");
        yoda.Send($"EDT #1 {_world.Stamp} eins");
        _world.Pass(TimeSpan.FromTicks(5));
        writing.Dispose();
        Assert.True(file.IsDisposed);
        Assert.Contains("; eins; yes", file.Text, StringComparison.Ordinal);
        yoda.Ask("MSG three");
        Assert.Equal(2, file.Lines.Length);
    }

    [Fact]
    public void When_the_server_stops_the_files_show_the_board_and_nobody()
    {
        var yoda = _world.Yoda();
        yoda.Ask("MSG one", "MSG two");
        yoda.Send($"DLT #1 {_world.Stamp}");
        _world.Pass(TimeSpan.FromTicks(5));
        _world.Server.Dispose();
        _world.Settle();
        Assert.Single(_messages.Lines);
        Assert.Equal("", _users.Text);
        Assert.True(_messages.IsDisposed && _users.IsDisposed);
    }

    public void Dispose() => _world.Dispose();
}
