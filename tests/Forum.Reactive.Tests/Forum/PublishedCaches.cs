using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Folding;

/// <summary>What other threads read of a cache.</summary>
public sealed class PublishedCaches
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly BatchedCache<ActiveUser, string> _cache = new(user => user.Name);

    [Fact]
    public void While_a_batch_is_open_others_see_the_last_one_whole_and_do_not_wait()
    {
        Batch.Run(() => Add("yoda"), _cache);
        Batch.Run(
            () =>
            {
                Add("hans");
                Add("luke");
                _cache.Items.RemoveKey("yoda");
                Assert.Equal("1 1 1 1 yoda", OnAnotherThread());
            },
            _cache
        );
        Assert.Equal("2 2 2 2 ", OnAnotherThread());
    }

    [Fact]
    public void Who_is_told_of_a_change_reads_what_it_came_to()
    {
        List<int> counts = [];
        using var watching = _cache.Published.CountChanged.Subscribe(_ => { });
        using var telling = _cache.Published.Connect().Subscribe(_ => counts.Add(_cache.Published.Count));
        Batch.Run(() => Add("yoda"), _cache);
        Batch.Run(() => _cache.Items.RemoveKey("yoda"), _cache);
        Assert.Equal([1, 0], counts);
    }

    [Fact]
    public void Disposing_what_was_published_ends_nothing()
    {
        _cache.Published.Dispose();
        Batch.Run(() => Add("yoda"), _cache);
        Assert.Equal(1, _cache.Published.Count);
    }

    private void Add(string user) => _cache.Items.AddOrUpdate(new ActiveUser(user, "10.0.0.1", 0, default(Timestamp)));

    private string OnAnotherThread()
    {
        var seen = "";
        var other = new Thread(() => seen = Look());
        other.Start();
        Assert.True(other.Join(Patience), "It waits for the batch.");
        return seen;
    }

    private string Look()
    {
        var shown = _cache.Published;
        var yoda = shown.Lookup("yoda");
        var name = yoda.HasValue ? yoda.Value.Name : "";
        return $"{shown.Count} {shown.Items.Count} {shown.Keys.Count} {shown.KeyValues.Count} {name}";
    }
}
