using System.Buffers;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.House;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Log;

public sealed class EntryCodecTests
{
    private const string Kept = "tests/Forum.Reactive.Tests/Log/entries-v1";

    public static TheoryData<string> Samples() => [.. Entries.Samples.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_entry_of_version_1_is_read_and_written_as_ever(string name)
    {
        var file = Path.Combine(Repository.PathOf(Kept), name + ".hex");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("FORUM_KEEP_ENTRIES") == "1")
        {
            File.WriteAllText(file, Convert.ToHexString(Entries.Encode(Entries.Samples[name])) + "\n");
        }

        var bytes = Convert.FromHexString(File.ReadAllText(file).Trim());
        var entry = Assert.Single(Entries.Decode(bytes));
        Assert.Equal(Entries.Describe(Entries.Samples[name]), Entries.Describe(entry));
        Assert.Equal(bytes, Entries.Encode(entry));
    }

    [Fact]
    public void Every_durable_kind_has_a_sample_that_is_kept_and_every_kept_file_a_sample()
    {
        var kinds = Enum.GetValues<ActKind>().Where(kind => kind.IsDurable());
        Assert.Empty(kinds.Except(Entries.Samples.Values.Select(entry => entry.Act.Kind)));
        var files = Directory.GetFiles(Repository.PathOf(Kept)).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Entries.Samples.Keys.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_written_is_read_as_it_was() =>
        Seeded.Run(random =>
        {
            for (var run = 0; run < 500; run++)
            {
                Entry[] entries = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Entries.Random(random))];
                var read = Entries.Decode(Entries.Encode(entries));
                Assert.Equal(entries.Select(Entries.Describe), read.Select(Entries.Describe));
            }
        });

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_entry_cut_anywhere_is_refused(string name)
    {
        var bytes = Entries.Encode(Entries.Samples[name]);
        Assert.Throws<InvalidDataException>(() => Entries.Decode([]));
        for (var length = 2; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Entries.Decode(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_they_are_read_exactly_or_refused() =>
        Seeded.Run(random =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            const int runs = 20_000;
            for (var run = 0; run < runs; run++)
            {
                AssertExactOrRefused(Damaged(random));
            }

            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
            Assert.True(each < 100_000, $"{each} bytes were allocated for an input.");
        });

    [Fact]
    public void A_length_that_nothing_stands_behind_allocates_nothing()
    {
        // A post whose text claims to have 8,192 bytes, and one that claims to have 2^62.
        byte[] most = [1, (byte)ActKind.Post, 1, 1, 1, 1, 0x80, 0x40];
        byte[] huge = [1, (byte)ActKind.Post, 1, 1, 1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
        foreach (var bytes in new[] { most, huge })
        {
            Assert.Throws<InvalidDataException>(() => Entries.Decode(bytes)); // Warm
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => Entries.Decode(bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6_000);
        }
    }

    [Fact]
    public void An_unknown_version_and_an_unknown_kind_say_what_this_program_knows()
    {
        var version = Assert.Throws<InvalidDataException>(() => Entries.Decode([2]));
        Assert.Equal("Entries of version 2 cannot be read: this program knows version 1.", version.Message);
        var kind = Assert.Throws<InvalidDataException>(() => Entries.Decode([1, 20, 1, 1, 1]));
        Assert.Equal("Entries of the kind 20 cannot be read: this program knows 1 to 19.", kind.Message);
    }

    [Fact]
    public void What_has_no_bytes_or_too_many_is_not_written()
    {
        Entry[] refused =
        [
            Entries.Noop(1),
            new Entry(default, default),
            Entries.Of(1, Act.Post(1, new byte[EntryCodec.MaxText + 1])),
            Entries.Of(1, Act.Forget(new string('a', UserName.MaxLength + 1))),
            Entries.Of(1, Act.Forget("\ud800")),
            Entries.Of(1, Act.Delete(1, 1, new TimestampReading(new Timestamp(long.MaxValue), 0))),
        ];
        foreach (var entry in refused)
        {
            var target = new ArrayBufferWriter<byte>();
            Assert.ThrowsAny<ArgumentException>(() => EntryCodec.Write([entry], target));
            Assert.Equal(1, target.WrittenCount); // The version
        }
    }

    [Fact]
    public void The_longest_entries_fit()
    {
        var text = new byte[EntryCodec.MaxText];
        var last = new TimestampReading(Timestamp.From(DateTimeOffset.MinValue), int.MaxValue);
        var edit = new Entry(new Origin(-1, -1, -1), Act.Edit(-1, -1, last, text));
        var offer = new OfferDetails(
            new string('a', 64),
            -1,
            new string('b', 64),
            new string('c', 512),
            new string('d', 255)
        );
        Entry[] entries = [edit, Entries.Of(-1, Act.Offer(-1, offer))];
        Assert.Equal(
            entries.Select(Entries.Describe),
            Entries.Decode(Entries.Encode(entries)).Select(Entries.Describe)
        );
    }

    private static byte[] Damaged(Seeded random)
    {
        if (random.Next(3) == 0)
        {
            return random.NextBytes(random.Next(64));
        }

        var bytes = Entries.Encode(Entries.Random(random), Entries.Random(random));
        for (var flips = random.Next(4); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes[..(bytes.Length - random.Next(Math.Min(4, bytes.Length)))];
    }

    private static void AssertExactOrRefused(byte[] bytes)
    {
        try
        {
            Assert.Equal(bytes, Entries.Encode([.. Entries.Decode(bytes)]));
        }
        catch (InvalidDataException)
        {
            // Refused.
        }
    }
}
