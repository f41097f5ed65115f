using System.Buffers;
using Forum.Reactive.Views;

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

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
