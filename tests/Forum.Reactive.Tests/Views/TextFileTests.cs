using System.Buffers;
using Forum.Reactive.Views;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Views;

/// <summary>Files on disk.</summary>
public sealed class TextFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forum-").FullName;

    private string Name => Path.Combine(_folder, "log.txt");

    [Fact]
    public void It_is_empty_at_the_start_whatever_was_in_it()
    {
        File.WriteAllText(Name, "old");
        using var file = new TextFile(Name);
        Assert.Equal("", File.ReadAllText(Name));
    }

    [Fact]
    public void What_is_appended_can_be_read_at_once()
    {
        using var file = new TextFile(Name);
        file.Append("one\n"u8);
        file.Append("two\n"u8);
        Assert.Equal("one\ntwo\n", File.ReadAllText(Name));
    }

    [Fact]
    public void A_reader_sees_the_old_content_until_the_new_one_is_complete()
    {
        using var file = new TextFile(Name);
        file.Append("old\n"u8);
        file.Replace(lines =>
        {
            lines.Write(new byte[1_000_000]);
            Assert.Equal("old\n", File.ReadAllText(Name));
            lines.Write("end\n"u8);
        });
        var content = File.ReadAllBytes(Name);
        Assert.Equal(1_000_004, content.Length);
        file.Append("more\n"u8);
        Assert.Equal(1_000_009, new FileInfo(Name).Length);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void When_writing_the_new_content_fails_the_old_one_is_still_there_and_can_be_appended_to()
    {
        using var file = new TextFile(Name);
        file.Append("old\n"u8);
        Assert.Throws<IOException>(() => file.Replace(_ => throw new IOException("full")));
        file.Append("more\n"u8);
        Assert.Equal("old\nmore\n", File.ReadAllText(Name));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error_at_the_start() =>
        Assert.ThrowsAny<IOException>(() => new TextFile(Path.Combine(_folder, "no such folder", "log.txt")));

    [Theory]
    [InlineData("removed")]
    [InlineData("moved away")]
    [InlineData("cut")]
    [InlineData("replaced")]
    [InlineData("cut and appended to")]
    public void What_others_did_to_the_file_is_told_once_and_a_replacement_makes_it_whole(string what)
    {
        var clock = new TestScheduler();
        using var file = new TextFile(Name, clock);
        List<Exception> told = [];
        using var telling = file.Damage.Subscribe(told.Add);
        file.Append("one\n"u8);
        clock.AdvanceBy(3 * TextFile.CheckPace.Ticks);
        Assert.Empty(told);

        Damage(what, file);
        clock.AdvanceBy(5 * TextFile.CheckPace.Ticks);
        Assert.Contains(Name, Assert.Single(told).Message, StringComparison.Ordinal);

        file.Replace(lines => lines.Write("whole\n"u8));
        file.Append("more\n"u8);
        clock.AdvanceBy(5 * TextFile.CheckPace.Ticks);
        Assert.Single(told);
        Assert.Equal("whole\nmore\n", File.ReadAllText(Name));
    }

    private void Damage(string what, TextFile file)
    {
        switch (what)
        {
            case "removed":
                File.Delete(Name);
                break;
            case "moved away":
                File.Move(Name, Name + ".old");
                break;
            case "replaced":
                File.WriteAllText(Name + ".new", "two\n");
                File.Move(Name + ".new", Name, overwrite: true);
                break;
            default:
                using (var other = new FileStream(Name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    other.SetLength(0);
                }

                if (what != "cut")
                {
                    file.Append("two\n"u8);
                }

                break;
        }
    }

    [Fact]
    public void A_folder_that_was_removed_is_made_again()
    {
        var name = Path.Combine(_folder, "logs", "log.txt");
        Directory.CreateDirectory(Path.Combine(_folder, "logs"));
        using var file = new TextFile(name);
        Directory.Delete(Path.Combine(_folder, "logs"), recursive: true);

        file.Replace(lines => lines.Write("whole\n"u8));

        Assert.Equal("whole\n", File.ReadAllText(name));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
