using System.Reactive;
using System.Reactive.Subjects;
using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Access;

/// <summary>The file of the users: changed by a program, and by people while a server watches.</summary>
public sealed class CredentialsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forum-").FullName;
    private readonly TestScheduler _clock = new();
    private readonly Subject<Unit> _requests = new();
    private readonly List<Notification<Credentials>> _readings = [];

    private string Name => Path.Combine(_folder, "credentials.txt");

    private CredentialsFile File => new(Name);

    [Fact]
    public void A_new_password_changes_its_line_and_nothing_else()
    {
        Write("yoda comp9331\r\n\nhans comp9331*\nluke a");
        File.Set("hans", "new"u8);
        var lines = Text.Split('\n');
        Assert.Equal(["yoda comp9331\r", "", "luke a"], [lines[0], lines[1], lines[3]]);
        Assert.StartsWith("hans $pbkdf2-sha512$i=210000$", lines[2], StringComparison.Ordinal);
        Assert.True(File.Read().Verify("hans", "new"u8));
    }

    [Fact]
    public void A_new_user_comes_behind_the_last_line_also_where_that_has_no_end_or_the_file_is_not_there()
    {
        File.Set("yoda", "one"u8);
        Write(Text + "hans comp9331*");
        File.Set("luke", "two"u8);
        Assert.Equal(["yoda", "hans", "luke", ""], Text.Split('\n').Select(line => line.Split(' ')[0]));
        Assert.True(File.Read().Verify("luke", "two"u8));
    }

    [Fact]
    public void The_file_is_its_owners_alone_afterwards_and_nothing_is_left_beside_it()
    {
        Write("yoda comp9331\n");
        Assert.True(File.IsOpenToOthers);
        File.Set("yoda", "new"u8);
        Assert.False(File.IsOpenToOthers);
        Assert.True(FileModes.IsOwnersAlone(Name));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var target = Path.Combine(_folder, "target");
        System.IO.File.WriteAllText(target, "yoda comp9331\n");
        System.IO.File.CreateSymbolicLink(Name, target);
        Assert.True(File.Delete("yoda"));
        Assert.Equal(target, new FileInfo(Name).LinkTarget);
        Assert.Equal("", System.IO.File.ReadAllText(target));
    }

    [Fact]
    public void Deleting_takes_the_line_and_nothing_else()
    {
        Write("yoda comp9331\nhans comp9331*\r\nluke a");
        Assert.True(File.Delete("hans"));
        Assert.Equal("yoda comp9331\nluke a", Text);
        Assert.False(File.Delete("han"));
        Assert.True(File.Delete("luke"));
        Assert.Equal("yoda comp9331\n", Text);
    }

    [Fact]
    public void All_plain_passwords_are_hashed_and_the_others_stay()
    {
        File.Set("yoda", "one"u8);
        var hashed = Text;
        Write(hashed + "hans comp9331*\r\nluke a\n");
        Assert.Equal(2, File.HashAll());
        Assert.StartsWith(hashed, Text, StringComparison.Ordinal);
        var credentials = File.Read();
        Assert.Equal((3, 0), (credentials.Count, credentials.PlainCount));
        Assert.True(credentials.Verify("hans", "comp9331*"u8));
        Assert.True(credentials.Verify("luke", "a"u8));
        Assert.Equal(0, File.HashAll());
    }

    [Theory]
    [InlineData("a name", "password")]
    [InlineData("yoda", "")]
    [InlineData("yoda", "tab\there")]
    public void What_cannot_be_a_name_or_a_password_changes_nothing(string name, string password)
    {
        Write("yoda comp9331\n");
        Assert.ThrowsAny<ArgumentException>(() => File.Set(name, System.Text.Encoding.UTF8.GetBytes(password)));
        Assert.Equal("yoda comp9331\n", Text);
    }

    [Fact]
    public void A_change_is_read_within_two_seconds_and_once()
    {
        Write("yoda comp9331\n");
        Watch();
        Pass(10);
        Assert.Empty(_readings);

        Write("yoda comp9331\nhans comp9331*\n");
        Pass(2);
        Assert.Equal(["hans", "yoda"], Assert.Single(_readings).Value.Names.Order(StringComparer.Ordinal));
        Pass(10);
        Assert.Single(_readings);
    }

    [Fact]
    public void A_file_that_is_still_being_written_is_left_alone_until_it_is_done()
    {
        Write("yoda comp9331\nhans comp9331*\n");
        Watch();
        for (var round = 0; round < 10; round++)
        {
            Write("yoda comp9331\n" + new string('\n', round));
            _clock.AdvanceBy(CredentialsFile.WatchPace.Ticks);
        }

        Assert.Empty(_readings);
        Pass(2);
        Assert.Single(_readings);
    }

    [Theory]
    [InlineData("yoda\n", "line 1")]
    [InlineData("", "no user")]
    [InlineData(null, "")]
    public void What_cannot_be_used_is_told_once_and_a_good_file_is_taken_again(string? content, string reason)
    {
        Write("yoda comp9331\n");
        Watch();
        Write(content);
        Pass(10);
        var error = Assert.Single(_readings).Exception;
        Assert.Contains(reason, error!.Message, StringComparison.Ordinal);

        Write("yoda other1\n");
        Pass(2);
        Assert.Equal(2, _readings.Count);
        Assert.True(_readings[1].Value.Verify("yoda", "other1"u8));
    }

    [Fact]
    public void A_request_is_met_at_once_also_when_nothing_changed()
    {
        Write("yoda comp9331\n");
        Watch();
        _requests.OnNext(Unit.Default);
        _clock.AdvanceBy(1);
        Assert.Single(_readings);
    }

    [Fact]
    public void What_changed_is_told_in_words()
    {
        var before = Credentials.Parse(["yoda a", "hans b", "luke c"]);
        var after = Credentials.Parse(["yoda a", "hans x", "leia d"]);
        Assert.Equal(
            "1 added (leia), 1 removed (luke), 1 with another password (hans)",
            CredentialsDifference.Between(before, after).ToString()
        );
        Assert.Equal("nothing changed", CredentialsDifference.Between(before, before).ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Text => System.IO.File.ReadAllText(Name);

    private void Write(string? content)
    {
        if (content is null)
        {
            System.IO.File.Delete(Name);
        }
        else
        {
            System.IO.File.WriteAllText(Name, content);
        }
    }

    private void Watch()
    {
        var file = File;
        file.Read();
        file.Changes(_clock, _requests).Subscribe(_readings.Add);
    }

    private void Pass(int seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
}
