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
    public void Only_a_regular_file_is_sent()
    {
        Assert.ThrowsAny<Exception>(() => _store.OpenSource(_folder));
        Assert.Throws<IOException>(() => _store.OpenSource("/dev/null"));
    }
}
