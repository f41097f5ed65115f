using System.Diagnostics;
using System.Net;
using System.Reactive.Concurrency;
using System.Security.Cryptography;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>Real sockets, real files, real time.</summary>
public sealed class TransferLoopbackTests : IDisposable
{
    private const int Size = 30_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("transfer").FullName;

    [Theory]
    [InlineData(null)]
    [InlineData(1400)]
    public void A_file_goes_each_way_at_once_over_real_sockets(int? mtu)
    {
        using var yoda = new Client(this, "yoda", mtu);
        using var hans = new Client(this, "hans", mtu);
        var toHans = yoda.Write("a.bin", 1, Size);
        var toYoda = hans.Write("b.bin", 2, Size);

        Introduce("1", yoda, hans, toHans);
        Introduce("2", hans, yoda, toYoda);

        Assert.True(yoda.Ended.Wait(Patience) && hans.Ended.Wait(Patience), $"{yoda.Said} / {hans.Said}");
        Assert.Equal(DigestOf(toHans), DigestOf(Path.Combine(hans.Downloads, "yoda_a.bin")));
        Assert.Equal(DigestOf(toYoda), DigestOf(Path.Combine(yoda.Downloads, "hans_b.bin")));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("pipe")]
    [InlineData("link")]
    [InlineData("unreadable file")]
    public void What_has_the_name_already_and_is_no_file_to_compare_with_leaves_the_next_name(string what)
    {
        using var yoda = new Client(this, "yoda", null) { Count = 1 };
        using var hans = new Client(this, "hans", null) { Count = 1 };
        var path = yoda.Write("a.bin", 1, 100_000);
        Occupy(Path.Combine(hans.Downloads, "yoda_a.bin"), what);

        Introduce("1", yoda, hans, path);

        Assert.True(yoda.Ended.Wait(Patience) && hans.Ended.Wait(Patience), $"{yoda.Said} / {hans.Said}");
        Assert.Equal(DigestOf(path), DigestOf(Path.Combine(hans.Downloads, "yoda_a (2).bin")));
    }

    private static void Occupy(string path, string what)
    {
        switch (what)
        {
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.CreateSymbolicLink(path, "/nowhere/at/all");
                break;
            case "pipe":
                using (var making = Process.Start("mkfifo", path))
                {
                    making.WaitForExit();
                    Assert.Equal(0, making.ExitCode);
                }

                break;
            default:
                File.WriteAllBytes(path, new byte[100_000]);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(path, UnixFileMode.None);
                }

                break;
        }
    }

    [Fact]
    public void A_datagram_allocates_nothing()
    {
        using var yoda = new Client(this, "yoda", 1400) { Count = 1 };
        using var hans = new Client(this, "hans", 1400) { Count = 1 };

        Introduce("1", yoda, hans, yoda.Write("file.bin", 2, 5 * Size));
        Assert.True(yoda.Ended.Wait(Patience) && hans.Ended.Wait(Patience), $"{yoda.Said} / {hans.Said}");

        // Timers, reports and what grows to its bound take some; the smallest object for each datagram would take 24.
        Assert.InRange(yoda.AllocatedPerDatagram(), 0, 16);
        Assert.InRange(hans.AllocatedPerDatagram(), 0, 16);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Introduce(string id, Client from, Client to, string path)
    {
        var file = from.Transfers.Open(path, to.Name);
        from.Transfers.Offered(id, file);
        var offer = new IncomingOffer(
            id,
            from.Name,
            IPAddress.Loopback,
            file.Size,
            file.Sha256,
            file.PublicKey,
            file.FileName
        );
        Assert.True(to.Transfers.Consider(offer).CanTake);
        from.Transfers.Accepted(id, IPAddress.Loopback, to.Transfers.Port, to.Transfers.Accept(id)!);
    }

    private static string DigestOf(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private sealed class Client : IDisposable
    {
        private readonly UdpEventLoop _loop = new(new IPEndPoint(IPAddress.Loopback, 0));
        private readonly List<TransferEvent> _events = [];
        private readonly List<(long Bytes, long Allocated)> _progress = [];

        public Client(TransferLoopbackTests test, string name, int? mtu)
        {
            Name = name;
            Downloads = Directory.CreateDirectory(Path.Combine(test._folder, name)).FullName;
            Transfers = new FileTransfers(
                _loop.Socket,
                _loop,
                RealTime.Scheduler,
                new LocalFileStore(Downloads),
                Options(mtu),
                Entropy.FromSeed(1)
            )
            {
                User = name,
            };
            Transfers.Events.Subscribe(Note);
            Transfers.Progress.Subscribe(at => _progress.Add((at.Bytes, GC.GetAllocatedBytesForCurrentThread())));
        }

        public string Name { get; }

        public string Downloads { get; }

        public FileTransfers Transfers { get; }

        /// <summary>Transfers that take part, in either direction.</summary>
        public int Count { get; set; } = 2;

        public ManualResetEventSlim Ended { get; } = new();

        public string Said => string.Join(", ", _events);

        public string Write(string name, int seed, int length)
        {
            var path = Path.Combine(Downloads, name);
            File.WriteAllBytes(path, TransferWorld.Noise(seed, length));
            return path;
        }

        /// <summary>Bytes that the loop's thread allocated for each datagram in the second half of the way.</summary>
        public double AllocatedPerDatagram()
        {
            var later = _progress.Where(sample => sample.Bytes >= 5 * Size / 2).ToList();
            Assert.True(later.Count >= 2, "too quick to be measured");
            return (double)(later[^1].Allocated - later[0].Allocated) / (later[^1].Bytes - later[0].Bytes) * 1340;
        }

        public void Dispose()
        {
            Transfers.Dispose();
            _loop.Dispose();
        }

        private static TransferOptions Options(int? mtu) =>
            new() { Mtu = mtu, ProgressInterval = TimeSpan.FromMilliseconds(5) };

        private void Note(TransferEvent told)
        {
            _events.Add(told);
            var ends = _events.OfType<TransferCompleted>().Count();
            if (ends >= Count)
            {
                Ended.Set();
            }
        }
    }
}
