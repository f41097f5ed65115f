using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Forum.Reactive.Client;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Bundles;

namespace Forum.Reactive.Tests.Client;

/// <summary>Folders and choices of files, from disk to disk over a simulated network.</summary>
public sealed class FoldersOfClients : IDisposable
{
    private static readonly DateTime Monday = new(2021, 2, 22, 9, 30, 0, DateTimeKind.Utc);
    private readonly TwoDisks _disks = new();

    public FoldersOfClients()
    {
        Write("slides/one.pdf", "1");
        Write("slides/deep/two..pdf", "22");
        Write("slides/deep/.hidden", "");
        Write("slides/run", "#!/bin/sh");
        FileModes.LetRun(In(_disks.Source, "slides/run"));
        File.SetLastWriteTimeUtc(In(_disks.Source, "slides/one.pdf"), Monday);
    }

    [Fact]
    public void A_folder_arrives_with_all_that_is_below_it()
    {
        var sent = Send(In(_disks.Source, "slides"));
        var offer = _disks.Hans.Offers[^1];
        Assert.Equal("slides.4.folder", offer.FileName);
        var (_, received) = Take(sent);
        Assert.Equal("yoda_slides", received.StoredName);
        Assert.Equal(["deep/.hidden", "deep/two..pdf", "one.pdf", "run"], FilesIn("yoda_slides"));
        Assert.Equal("22", Read("yoda_slides/deep/two..pdf"));
        Assert.Equal(Monday, File.GetLastWriteTimeUtc(In(_disks.Downloads, "yoda_slides/one.pdf")));
        Assert.True(FileModes.IsOwnersToRun(In(_disks.Downloads, "yoda_slides/run")));
        Assert.True(FileModes.IsOwnersAlone(In(_disks.Downloads, "yoda_slides/one.pdf")));
        Assert.Equal(["yoda_slides"], Downloads);
    }

    [Fact]
    public void A_folder_that_is_there_already_does_not_travel()
    {
        Take(Send(In(_disks.Source, "slides")));
        var (sent, received) = Take(Send(In(_disks.Source, "slides")));
        Assert.True(sent.WasThere && received.WasThere);
        Assert.Equal("yoda_slides", received.StoredName);
        Assert.Equal(["yoda_slides"], Downloads);
    }

    [Fact]
    public void What_is_there_and_differs_stays_and_the_newcomer_gets_the_next_name()
    {
        Take(Send(In(_disks.Source, "slides")));
        Write("slides/one.pdf", "changed");
        Take(Send(In(_disks.Source, "slides")));
        Assert.Equal(["deep/.hidden", "deep/two..pdf", "one (2).pdf", "one.pdf", "run"], FilesIn("yoda_slides"));
        Assert.Equal(("1", "changed"), (Read("yoda_slides/one.pdf"), Read("yoda_slides/one (2).pdf")));
    }

    [Fact]
    public void Several_files_arrive_as_single_ones_do()
    {
        Write("a.txt", "A");
        Write("b.txt", "B");
        var sent = _disks.Yoda.Files.Send([In(_disks.Source, "a.txt"), In(_disks.Source, "b.txt")], ["hans"])[0];
        _disks.World.Settle();
        Assert.Equal("a.txt.2.files", _disks.Hans.Offers[^1].FileName);
        Take(sent);
        Assert.Equal(["yoda_a.txt", "yoda_b.txt"], Downloads);
        Assert.Equal(2, sent.FileCount);
        Assert.Equal(2, sent.FilesWithin(_disks.Hans.Offers[^1].Size));
    }

    [Fact]
    public void Links_are_not_followed_and_the_sender_is_told()
    {
        File.CreateSymbolicLink(In(_disks.Source, "slides/secrets"), "/etc/passwd");
        var sent = Send(In(_disks.Source, "slides"));
        List<string> remarks = [];
        sent.Remarks.Subscribe(remarks.Add);
        Assert.Equal(["Not sent: secrets, a link"], remarks);
        Take(sent);
        Assert.DoesNotContain("secrets", FilesIn("yoda_slides"));
    }

    [Fact]
    public void A_folder_that_is_a_link_at_the_receiver_is_not_written_through()
    {
        var elsewhere = Directory.CreateDirectory(In(_disks.Source, "elsewhere")).FullName;
        File.CreateSymbolicLink(In(_disks.Downloads, "yoda_slides"), elsewhere);
        var (_, received) = Take(Send(In(_disks.Source, "slides")));
        Assert.Equal("yoda_slides (2)", received.StoredName);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public void A_link_below_the_folder_is_not_written_through_either()
    {
        var elsewhere = Directory.CreateDirectory(In(_disks.Source, "elsewhere")).FullName;
        Directory.CreateDirectory(In(_disks.Downloads, "yoda_slides"));
        File.CreateSymbolicLink(In(_disks.Downloads, "yoda_slides/deep"), elsewhere);
        var (_, received) = Take(Send(In(_disks.Source, "slides")));
        Assert.Equal("yoda_slides (2)", received.StoredName);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("/etc/out")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\u202eb")]
    public void A_bundle_that_leads_out_is_a_file_like_any_other(string path)
    {
        var list = BundleManifest.Encode([new BundleEntry(path, 3, 0, IsExecutable: false)]);
        File.WriteAllBytes(In(_disks.Source, "evil.1.folder"), [.. list, 1, 2, 3]);
        var (_, received) = Take(Send(In(_disks.Source, "evil.1.folder")));
        Assert.Equal("yoda_evil.1.folder", received.StoredName);
        Assert.Equal(["yoda_evil.1.folder"], Downloads);
    }

    [Fact]
    public void An_interrupted_folder_sends_only_what_is_missing()
    {
        for (var i = 0; i < 100; i++)
        {
            File.WriteAllBytes(In(_disks.Source, $"slides/{i}.bin"), TransferWorld.Noise(i, 50_000));
        }

        _disks
            .World.Network.Host("10.0.0.2")
            .SetLinkTo(_disks.World.Network.Host("10.0.0.3"), new() { Rate = 20_000_000 });
        var sent = Send(In(_disks.Source, "slides"));
        var first = _disks.Hans.Offers[^1].Take();
        var progress = new List<TransferProgress>();
        first.Progress.Subscribe(progress.Add);
        _disks.World.Pass(TimeSpan.FromSeconds(1.5));
        Assert.InRange(first.FilesWithin(progress[^1].Bytes), 10, 95);
        first.Cancel();
        _disks.World.Pass(TimeSpan.FromSeconds(10));
        Assert.True(sent.Completed.ToTask().IsFaulted);
        Assert.DoesNotContain("yoda_slides", Downloads);
        var (_, received) = Take(Send(In(_disks.Source, "slides")));
        Assert.InRange(received.Travelled, 1, 4_500_000);
        Assert.Equal(TransferWorld.Noise(99, 50_000), File.ReadAllBytes(In(_disks.Downloads, "yoda_slides/99.bin")));
        Assert.Equal(["yoda_slides"], Downloads);
    }

    [Fact]
    public void A_folder_without_files_is_refused_with_that_reason()
    {
        Directory.CreateDirectory(In(_disks.Source, "empty"));
        var error = Send(In(_disks.Source, "empty")).Completed.ToTask().Exception!.InnerException!;
        Assert.Equal("empty has no files that could be sent", error.Message);
    }

    [Fact]
    public void What_goes_to_several_arrives_at_each_of_them()
    {
        var other = Directory.CreateTempSubdirectory("forum-downloads").FullName;
        using var luke = new Guest(_disks.World, "luke", "comp3331", "10.0.0.4", new BundleStore(other));
        File.WriteAllBytes(In(_disks.Source, "film"), TransferWorld.Noise(1, 9_000_000));
        var sent = _disks.Yoda.Files.Send([In(_disks.Source, "film")], ["hans", "luke"]);
        _disks.World.Settle();
        TravellingFile[] received = [_disks.Hans.Offers[^1].Take(), luke.Offers[^1].Take()];
        _disks.World.Pass(TimeSpan.FromSeconds(30));
        Assert.All(sent.Concat(received), file => Assert.True(file.Completed.ToTask().IsCompletedSuccessfully));
        Assert.Equal(File.ReadAllBytes(In(_disks.Source, "film")), File.ReadAllBytes(In(other, "yoda_film")));
        Directory.Delete(other, recursive: true);
    }

    public void Dispose() => _disks.Dispose();

    private string[] Downloads =>
        [
            .. Directory
                .GetFileSystemEntries(_disks.Downloads)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    private static string In(string folder, string path) => Path.Combine(folder, path);

    private TravellingFile Send(string path) => _disks.Yoda.Send("hans", path);

    private (TransferCompleted Sent, TransferCompleted Received) Take(TravellingFile sent)
    {
        var received = _disks.Hans.Offers[^1].Take();
        _disks.World.Pass(TimeSpan.FromSeconds(20));
        var there = End(received);
        return (End(sent), there);
    }

    private static TransferCompleted End(TravellingFile file)
    {
        var end = file.Completed.ToTask();
        Assert.True(end.IsCompletedSuccessfully, end.Exception?.InnerException?.Message);
        return end.Result;
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(_disks.Source, path))!);
        File.WriteAllText(In(_disks.Source, path), text);
    }

    private string Read(string path) => File.ReadAllText(In(_disks.Downloads, path));

    private string[] FilesIn(string folder) =>
        [
            .. Directory
                .GetFiles(In(_disks.Downloads, folder), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(In(_disks.Downloads, folder), path))
                .Order(StringComparer.Ordinal),
        ];
}
