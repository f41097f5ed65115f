using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Forum.Reactive.Client;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer.Bundles;
using Forum.Reactive.Transport.Simulation;

namespace Forum.Reactive.Tests.Client;

/// <summary>Names, times, modes and odd sources of single files, from disk to disk.</summary>
public sealed class DetailsOfFiles : IDisposable
{
    private static readonly DateTime Monday = new(2021, 2, 22, 9, 30, 0, DateTimeKind.Utc);
    private readonly TwoDisks _disks = new();

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 100_000)]
    [InlineData(true, 9_000_000)]
    public void Time_and_mode_of_a_file_travel_with_it(bool isExecutable, int size)
    {
        var path = Write("run", TransferWorld.Noise(1, size));
        if (isExecutable)
        {
            FileModes.LetRun(path);
        }

        File.SetLastWriteTimeUtc(path, Monday);
        Arrives(path);
        var arrived = Path.Combine(_disks.Downloads, "yoda_run");
        Assert.Equal(Monday, File.GetLastWriteTimeUtc(arrived));
        Assert.True(isExecutable ? FileModes.IsOwnersToRun(arrived) : FileModes.IsOwnersAlone(arrived));
    }

    [Fact]
    public void They_travel_also_when_the_first_packets_are_lost()
    {
        var link = new SimulatedLink { Loss = 0.4, Delay = TimeSpan.FromMilliseconds(5) };
        _disks.World.Network.Host("10.0.0.2").SetLinkTo(_disks.World.Network.Host("10.0.0.3"), link);
        for (var i = 0; i < 10; i++)
        {
            var path = Write($"f{i}", [1, 2, 3]);
            File.SetLastWriteTimeUtc(path, Monday.AddHours(i));
            Arrives(path);
            Assert.Equal(Monday.AddHours(i), File.GetLastWriteTimeUtc(Path.Combine(_disks.Downloads, $"yoda_f{i}")));
        }
    }

    [Theory]
    [InlineData(".bashrc", "bashrc", ".bashrc is sent as bashrc, for its name begins with a dot")]
    [InlineData("a..b", "a.b", "a..b is sent as a.b, for its name has two dots in a row")]
    [InlineData("a\u200eb", "a_b", @"a\u200eb is sent as a_b, for its name has control characters")]
    [InlineData("a\u0007b", "a_b", @"a\x07b is sent as a_b, for its name has control characters")]
    [InlineData("...", "file", "... is sent as file, for its name begins with a dot")]
    public void A_name_that_may_not_travel_gives_way_to_one_near_to_it(string name, string safe, string remark)
    {
        var sent = Arrives(Write(name, [1]));
        Assert.Equal(safe, sent.FileName);
        Assert.Equal([remark], Remarks(sent));
        Assert.True(File.Exists(Path.Combine(_disks.Downloads, $"yoda_{safe}")));
    }

    [Theory]
    [InlineData("plain.txt")]
    [InlineData("naïve résumé.txt")]
    [InlineData("日本語.txt")]
    public void A_name_that_may_travel_stays(string name)
    {
        Assert.Equal(name, SafeName.Of(name));
        Assert.Empty(Remarks(Arrives(Write(name, [1]))));
    }

    [Fact]
    public void A_name_that_is_too_long_is_cut_before_its_ending()
    {
        var safe = SafeName.Of(new string('ä', 200) + ".tar.gz");
        Assert.Null(FileName.Problem(safe));
        Assert.EndsWith(".gz", safe, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_say_its_size_is_sent_as_it_is_at_the_offer()
    {
        Arrives("/proc/self/status");
        var text = File.ReadAllText(Path.Combine(_disks.Downloads, "yoda_status"));
        Assert.StartsWith("Name:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(9_000_000)]
    public void A_log_that_grows_is_sent_as_it_was_at_the_offer(int size)
    {
        var content = TransferWorld.Noise(1, size);
        var path = Write("log", content);
        var sent = _disks.Yoda.Send("hans", path);
        File.AppendAllText(path, "one more line");
        Take(sent);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(_disks.Downloads, "yoda_log")));
    }

    [Fact]
    public void What_cannot_be_sent_says_why()
    {
        Directory.CreateDirectory(Path.Combine(_disks.Source, "slides"));
        Assert.Equal("slides has no files that could be sent", Reason(Path.Combine(_disks.Source, "slides")));
        Assert.Equal("null is not a regular file", Reason("/dev/null"));
        var store = new BundleStore(_disks.Source);
        Assert.Equal(
            "slides is a folder",
            Assert.Throws<IOException>(() => store.OpenSource(Path.Combine(_disks.Source, "slides"))).Message
        );
    }

    public void Dispose() => _disks.Dispose();

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_disks.Source, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static List<string> Remarks(TravellingFile sent)
    {
        List<string> remarks = [];
        sent.Remarks.Subscribe(remarks.Add);
        return remarks;
    }

    private string Reason(string path) =>
        _disks.Yoda.Send("hans", path).Completed.ToTask().Exception!.InnerException!.Message;

    private TravellingFile Arrives(string path) => Take(_disks.Yoda.Send("hans", path));

    private TravellingFile Take(TravellingFile sent)
    {
        var received = _disks.Hans.Offers[^1].Take().Completed.ToTask();
        _disks.World.Pass(TimeSpan.FromSeconds(25));
        Assert.True(received.IsCompletedSuccessfully, received.Exception?.InnerException?.Message);
        Assert.True(sent.Completed.ToTask().IsCompletedSuccessfully);
        return sent;
    }
}
