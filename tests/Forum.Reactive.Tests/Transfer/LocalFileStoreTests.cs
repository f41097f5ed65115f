using System.Runtime.Versioning;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Transfer;

public sealed class LocalFileStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("downloads").FullName;
    private readonly LocalFileStore _store;

    public LocalFileStoreTests() => _store = new LocalFileStore(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_that_is_taken_is_not_taken_again()
    {
        File.WriteAllText(Path.Combine(_folder, "part"), "new");
        File.WriteAllText(Path.Combine(_folder, "name"), "old");

        Assert.False(_store.TryPublish("part", "name"));
        Assert.True(_store.TryPublish("part", "other"));

        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder, "name")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder, "other")));
        Assert.Throws<FileNotFoundException>(() => _store.TryPublish("part", "third"));
    }

    [Fact]
    public void Of_many_that_want_one_name_at_once_one_gets_it()
    {
        for (var round = 0; round < 100; round++)
        {
            var parts = Enumerable.Range(0, 8).Select(part => $"{round}.{part}").ToArray();
            foreach (var part in parts)
            {
                File.WriteAllText(Path.Combine(_folder, part), part);
            }

            var got = parts
                .AsParallel()
                .WithDegreeOfParallelism(8)
                .Count(part => _store.TryPublish(part, $"name{round}"));

            Assert.Equal(1, got);
            Assert.Equal(7, parts.Count(_store.Exists));
        }
    }

    [Fact]
    public void What_cannot_be_read_is_no_finished_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        File.CreateSymbolicLink(Path.Combine(_folder, "pipe"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(_folder, "nowhere"), "/there/is/nothing");

        Assert.All(
            ["folder", "pipe", "nowhere"],
            name =>
            {
                Assert.True(_store.Exists(name));
                Assert.Null(_store.OpenFinished(name));
            }
        );
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_part_is_private_and_for_one_alone()
    {
        File.WriteAllText(Path.Combine(_folder, "old"), "old");
        File.SetUnixFileMode(Path.Combine(_folder, "old"), (UnixFileMode)0b110_110_110);

        using var made = _store.OpenPart("new");
        using var found = _store.OpenPart("old");
        made.Write([1, 2, 3], 5);

        Assert.All(
            ["new", "old"],
            name =>
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(Path.Combine(_folder, name))
                )
        );
        Assert.Equal((8, 3), (made.Length, found.Length));
        Assert.Throws<IOException>(() => _store.OpenPart("new"));
    }

    [Fact]
    public void A_part_follows_no_link_and_is_nothing_but_a_file()
    {
        var target = Path.Combine(_folder, "target");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), target);
        File.CreateSymbolicLink(Path.Combine(_folder, "device"), "/dev/null");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));

        Assert.All(["link", "device", "folder"], name => Assert.Throws<IOException>(() => _store.OpenPart(name)));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void A_part_that_cannot_be_used_gives_way_to_a_second()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, ".yoda_x.part"), Path.Combine(_folder, "target"));

        using (var part = PartFile.Open(_store, "yoda_x", "yoda", 3))
        {
            part.Write([1, 2, 3], 0);
        }

        Assert.True(File.Exists(Path.Combine(_folder, ".yoda_x.2.part")));
        Assert.False(File.Exists(Path.Combine(_folder, "target")));
    }

    [Fact]
    public void Old_parts_are_removed_and_nothing_else()
    {
        using (var part = PartFile.Open(_store, "yoda_x", "yoda", 3))
        {
            part.Begin();
            part.Checkpoint([], []);
        }

        File.WriteAllText(Path.Combine(_folder, ".mine.part"), new string('x', 10_000));
        var written = File.GetLastWriteTimeUtc(Path.Combine(_folder, ".yoda_x.part"));
        var month = TimeSpan.FromDays(30);
        var later = new DateTimeOffset(written) + TimeSpan.FromDays(31);

        Assert.Empty(PartExpiry.Remove(_store, later - TimeSpan.FromDays(2), month));
        var removed = Assert.Single(PartExpiry.Remove(_store, later, month));

        Assert.Equal((".yoda_x.part", TimeSpan.FromDays(31)), (removed.Name, removed.Age));
        Assert.Equal([".mine.part"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_part_under_way_is_not_removed_however_old()
    {
        using var part = PartFile.Open(_store, "yoda_x", "yoda", 3);
        part.Begin();
        part.Checkpoint([], []);
        Assert.Empty(PartExpiry.Remove(_store, DateTimeOffset.MaxValue, TimeSpan.FromDays(30)));
    }

    [Fact]
    public void Only_a_regular_file_is_sent()
    {
        Assert.ThrowsAny<Exception>(() => _store.OpenSource(_folder));
        Assert.Throws<IOException>(() => _store.OpenSource("/dev/null"));
    }
}
