using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Transfer;

public sealed class LocalFileStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("store").FullName;
    private readonly LocalFileStore store;

    public LocalFileStoreTests() => store = new LocalFileStore(folder);

    [Fact]
    public void Publishing_never_replaces_a_file()
    {
        Write("part", "new");
        Write("name", "old");

        Assert.False(store.TryPublish("part", "name"));
        Assert.Equal("old", File.ReadAllText(Path.Combine(folder, "name")));
        Assert.True(store.TryPublish("part", "name (2)"));
        Assert.Equal("new", File.ReadAllText(Path.Combine(folder, "name (2)")));
        Assert.False(store.Exists("part"));
    }

    [Fact]
    public void A_part_is_open_once_at_a_time()
    {
        using (store.OpenPart("part"))
            Assert.Throws<IOException>(() => store.OpenPart("part"));
        store.OpenPart("part").Dispose();
    }

    [Fact]
    public void What_is_written_at_an_offset_is_read_there()
    {
        using var part = store.OpenPart("part");
        part.SetLength(10);
        part.Write("abc"u8, 5);
        part.Flush();
        var read = new byte[20];

        Assert.Equal(10, part.Read(read, 0));
        Assert.Equal("abc"u8.ToArray(), read[5..8]);
        Assert.Equal(10, part.Length);
    }

    [Fact]
    public void A_folder_and_a_file_that_is_not_there_cannot_be_sent()
    {
        Assert.Throws<UnauthorizedAccessException>(() => store.OpenSource(folder));
        Assert.Throws<FileNotFoundException>(() => store.OpenSource(Path.Combine(folder, "nothing")));
        Assert.Null(store.OpenFinished("nothing"));
    }

    [Fact]
    public void What_is_no_regular_file_cannot_be_sent()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Throws<IOException>(() => store.OpenSource("/dev/ptmx"));
    }

    [Fact]
    public void There_is_room_on_the_disk() => Assert.InRange(store.FreeBytes, 1, long.MaxValue);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
