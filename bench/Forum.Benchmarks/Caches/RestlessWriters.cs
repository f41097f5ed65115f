using System.Globalization;
using System.Reactive.Concurrency;
using DynamicData;

namespace Forum.Benchmarks.Caches;

/// <summary>What it takes to subscribe, and how much waits, while writers never rest.</summary>
internal sealed class RestlessWriters : IDisposable
{
    private const int Subscriptions = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SourceCache<CacheCases.Item, int> _cache = new(item => item.Key);
    private readonly List<Thread> _threads = [];
    private volatile bool _isOver;
    private long _edits;

    private RestlessWriters(int writers, TimeSpan rest)
    {
        for (var i = 0; i < writers; i++)
        {
            var key = i;
            var thread = new Thread(() => Write(key, rest));
            _threads.Add(thread);
            thread.Start();
        }
    }

    public static void Print(TextWriter output)
    {
        output.WriteLine("| while | ms to subscribe: median | longest |");
        output.WriteLine("|---|---:|---:|");
        Line(output, "2 writers rest 1 ms after each edit, the subscriber takes 1 ms a set", 2, Soon, Rest);
        Line(output, "1 writer never rests, the subscriber takes 1 ms a set", 1, TimeSpan.Zero, Rest);
        Line(
            output,
            "1 writer never rests, `Transform`, `AsObservableCache`, `QueryWhenChanged`",
            1,
            TimeSpan.Zero,
            Follow
        );
        output.WriteLine();
        PrintFlood(output);
    }

    public void Dispose()
    {
        _isOver = true;
        _threads.ForEach(thread => thread.Join());
        _cache.Dispose();
    }

    private static void Line(
        TextWriter output,
        string name,
        int writers,
        TimeSpan rest,
        Func<SourceCache<CacheCases.Item, int>, IDisposable> subscribe
    )
    {
        var times = new List<double>();
        for (var i = 0; i < Subscriptions; i++)
        {
            using var writing = new RestlessWriters(writers, rest);
            Thread.Sleep(Pause);
            var watch = Scheduler.Immediate.StartStopwatch();
            using var subscription = subscribe(writing._cache);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[Subscriptions / 2]:N1} | {times[^1]:N1} |")
        );
    }

    private static void PrintFlood(TextWriter output)
    {
        var seen = 0L;
        var (fewest, most, mostBytes) = (long.MaxValue, 0L, 0L);
        var writing = new RestlessWriters(8, TimeSpan.Zero);
        using var subscription = writing
            ._cache.Connect()
            .Subscribe(changes => Interlocked.Add(ref seen, changes.Count));
        var watch = Scheduler.Immediate.StartStopwatch();
        while (watch.Elapsed < Flood)
        {
            Thread.Sleep(Pause);
            var missing = Interlocked.Read(ref writing._edits) - Interlocked.Read(ref seen); // with those from before
            (fewest, most) = (Math.Min(fewest, missing), Math.Max(most, missing));
            mostBytes = Math.Max(mostBytes, Environment.WorkingSet);
        }

        watch = Scheduler.Immediate.StartStopwatch();
        writing.Dispose();
        output.WriteLine("| 8 writers that never rest, 30 s | |");
        output.WriteLine("|---|---:|");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| edits/s | {seen / Flood.TotalSeconds:N0} |"));
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| most edits not delivered yet | {most - fewest:N0} |")
        );
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| most memory of the process, MB | {mostBytes / 1e6:N0} |")
        );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| ms until the last edit has returned | {watch.Elapsed.TotalMilliseconds:N1} |"
            )
        );
    }

    private static IDisposable Rest(SourceCache<CacheCases.Item, int> cache) =>
        cache.Connect().Subscribe(_ => Thread.Sleep(Soon));

    private static IDisposable Follow(SourceCache<CacheCases.Item, int> cache) =>
        cache
            .Connect()
            .Transform(item => item.Key)
            .AsObservableCache()
            .Connect()
            .QueryWhenChanged()
            .Subscribe(_ => { });

    private void Write(int key, TimeSpan rest)
    {
        var item = new CacheCases.Item(key);
        while (!_isOver)
        {
            Interlocked.Increment(ref _edits);
            _cache.AddOrUpdate(item);
            if (rest > TimeSpan.Zero)
            {
                Thread.Sleep(rest);
            }
        }
    }
}
