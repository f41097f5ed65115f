using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Transfer;

public sealed class LocalFileStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("downloads").FullName;
    private readonly LocalFileStore store;

    public LocalFileStoreTests() => store = new LocalFileStore(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_name_that_is_taken_is_not_taken_again()
    {
        File.WriteAllText(Path.Combine(folder, "part"), "new");
        File.WriteAllText(Path.Combine(folder, "name"), "old");

        Assert.False(store.TryPublish("part", "name"));
        Assert.True(store.TryPublish("part", "other"));

        Assert.Equal("old", File.ReadAllText(Path.Combine(folder, "name")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(folder, "other")));
        Assert.Throws<FileNotFoundException>(() => store.TryPublish("part", "third"));
    }

    [Fact]
    public void Of_many_that_want_one_name_at_once_one_gets_it()
    {
        for (var round = 0; round < 100; round++)
        {
            var parts = Enumerable.Range(0, 8).Select(part => $"{round}.{part}").ToArray();
            foreach (var part in parts)
                File.WriteAllText(Path.Combine(folder, part), part);

            var got = parts.AsParallel().WithDegreeOfParallelism(8).Count(part => store.TryPublish(part, $"name{round}"));

            Assert.Equal(1, got);
            Assert.Equal(7, parts.Count(store.Exists));
        }
    }

    [Fact]
    public void Only_a_regular_file_is_sent()
    {
        Assert.ThrowsAny<Exception>(() => store.OpenSource(folder));
        Assert.Throws<IOException>(() => store.OpenSource("/dev/null"));
    }
}
