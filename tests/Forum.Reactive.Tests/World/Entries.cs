using System.Buffers;
using System.Text;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.World;

/// <summary>Entries for tests of logs.</summary>
internal static class Entries
{
    /// <summary>A post of log-in 1, as the request of this number of session 1 on node 1.</summary>
    public static Entry Post(long request, string? text = null) =>
        Of(request, Act.Post(1, Encoding.UTF8.GetBytes(text ?? $"message {request}")));

    /// <summary>A local one.</summary>
    public static Entry Noop(long request) => Of(request, Act.Noop());

    public static Entry Of(long request, Act act) => new(new Origin(1, 1, request), act);

    public static Entry[] Posts(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(request => Post(request))];

    public static byte[] Encode(params Entry[] entries)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EntryCodec.Write(entries, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static List<Entry> Decode(ReadOnlySpan<byte> bytes)
    {
        List<Entry> entries = [];
        EntryCodec.Read(bytes, entries);
        return entries;
    }

    /// <summary>One act of each durable kind, and further ones where a kind has choices; the name says which.</summary>
    public static IReadOnlyDictionary<string, Entry> Samples { get; } = MakeSamples();

    /// <summary>Any durable entry.</summary>
    public static Entry Random(Seeded random)
    {
        var origin = new Origin(Number(random), Number(random), Number(random));
        return new Entry(origin, RandomAct(random));
    }

    /// <summary>All that an act says, so that two that say the same are equal.</summary>
    public static string Describe(Entry entry)
    {
        var act = entry.Act;
        var payload = act.Kind switch
        {
            ActKind.Rules => act.Rules.ToString(),
            ActKind.LogIn => act.Attempt.ToString(),
            ActKind.LogOut => act.Reason.ToString(),
            ActKind.PostAs => $"{act.Posting.User} {Convert.ToHexString(act.Posting.Text)}",
            ActKind.Offer => act.Offered.ToString(),
            ActKind.Accept => act.Acceptance.ToString(),
            ActKind.Forget => act.Name,
            ActKind.Clock => $"{act.Clock.Wall.UtcTicks} {act.Clock.Expected.UtcTicks}",
            ActKind.Post or ActKind.Edit or ActKind.Decline or ActKind.Paths => Convert.ToHexString(act.Text),
            _ => "",
        };
        return $"{entry.Origin} {act.Kind} {act.Login} {act.Number} {act.Time} {payload}";
    }

    private static Dictionary<string, Entry> MakeSamples()
    {
        var time = new TimestampReading(new Timestamp(1_613_829_680), 0);
        var twice = new TimestampReading(new Timestamp(-1_613_829_680), 3600);
        var key = Convert.ToBase64String(new byte[91]);
        Dictionary<string, Act> acts = new()
        {
            ["Rules"] = Act.SetRules(
                new ForumRules(3, TimeSpan.FromSeconds(10), 65_536, 60, 65_536, TimeSpan.FromSeconds(60), 65_536)
            ),
            ["NodeJoined"] = Act.NodeJoined(0x1234_5678_9ABC_DEF0),
            ["NodeAlive"] = Act.NodeAlive(7),
            ["NodeGone"] = Act.NodeGone(long.MaxValue),
            ["LogIn"] = Act.LogIn(new LogInDetails("yoda", true, false, "129.64.1.11", 6666)),
            ["LogIn-wrong"] = Act.LogIn(new LogInDetails("a.b_c-d@e+f", false, false, "::ffff:10.0.0.1", 0)),
            ["LogIn-take"] = Act.LogIn(new LogInDetails("hans", true, true, "fe80::1%eth0", 65_535)),
            ["LogOut"] = Act.LogOut(128, LogOutReason.Out),
            ["LogOut-removed"] = Act.LogOut(1, LogOutReason.Removed),
            ["Port"] = Act.Port(3, 8001),
            ["Post"] = Act.Post(300, "do or do not, there is no try"u8.ToArray()),
            ["Post-unicode"] = Act.Post(1, "Ω ≈ ∞ 🙂"u8.ToArray()),
            ["PostAs"] = Act.PostAs(new PostAsDetails("bot", "beep"u8.ToArray())),
            ["Edit"] = Act.Edit(300, 17, time, "there is"u8.ToArray()),
            ["Edit-twice"] = Act.Edit(1, 1_000_000, twice, "x"u8.ToArray()),
            ["Delete"] = Act.Delete(300, 17, time),
            ["Offer"] = Act.Offer(
                2,
                new OfferDetails("hans", 1_234_567_890_123, new string('a', 64), key, "lecture 1.mp4")
            ),
            ["Accept"] = Act.Accept(3, 9, new AcceptDetails(40_000, key)),
            ["Decline"] = Act.Decline(3, 9, "nö"u8.ToArray()),
            ["Cancel"] = Act.Cancel(2, 9),
            ["Paths"] = Act.Paths(2, 9, "192.168.0.7:40000 [2001:db8::7]:40000"u8.ToArray()),
            ["Lapse"] = Act.Lapse(9),
            ["Forget"] = Act.Forget("yoda"),
            ["Clock"] = Act.ClockSet(
                new ClockDetails(
                    new DateTimeOffset(2021, 2, 20, 14, 1, 20, TimeSpan.Zero),
                    new DateTimeOffset(2021, 2, 23, 15, 0, 0, TimeSpan.Zero)
                )
            ),
        };
        return acts.ToDictionary(named => named.Key, named => new Entry(new Origin(7, 200, 70_000), named.Value));
    }

    private static Act RandomAct(Seeded random) =>
        (ActKind)(1 + random.Next((int)ActKinds.LastDurable)) switch
        {
            ActKind.Rules => Act.SetRules(
                new ForumRules(
                    Int(random),
                    Span(random),
                    Int(random),
                    Int(random),
                    Int(random),
                    Span(random),
                    Int(random)
                )
            ),
            ActKind.NodeJoined => Act.NodeJoined(Number(random)),
            ActKind.NodeAlive => Act.NodeAlive(Number(random)),
            ActKind.NodeGone => Act.NodeGone(Number(random)),
            ActKind.LogIn => Act.LogIn(
                new LogInDetails(
                    Word(random, 64),
                    random.Next(2) == 0,
                    random.Next(2) == 0,
                    Word(random, 64),
                    random.Next(65_536)
                )
            ),
            ActKind.LogOut => Act.LogOut(Number(random), (LogOutReason)random.Next(1 + (int)LogOutReason.Removed)),
            ActKind.Port => Act.Port(Number(random), random.Next(65_536)),
            ActKind.Post => Act.Post(Number(random), Text(random)),
            ActKind.PostAs => Act.PostAs(new PostAsDetails(Word(random, 64), Text(random))),
            ActKind.Edit => Act.Edit(Number(random), Number(random), Time(random), Text(random)),
            ActKind.Delete => Act.Delete(Number(random), Number(random), Time(random)),
            ActKind.Offer => Act.Offer(
                Number(random),
                new OfferDetails(
                    Word(random, 64),
                    Number(random),
                    Word(random, 64),
                    Word(random, 512),
                    Word(random, 60) + "🙂ß"
                )
            ),
            ActKind.Accept => Act.Accept(
                Number(random),
                Number(random),
                new AcceptDetails(random.Next(65_536), Word(random, 512))
            ),
            ActKind.Decline => Act.Decline(Number(random), Number(random), Text(random)),
            ActKind.Cancel => Act.Cancel(Number(random), Number(random)),
            ActKind.Paths => Act.Paths(Number(random), Number(random), Text(random)),
            ActKind.Lapse => Act.Lapse(Number(random)),
            ActKind.Forget => Act.Forget(Word(random, 64)),
            _ => Act.ClockSet(new ClockDetails(Instant(random), Instant(random))),
        };

    private static long Number(Seeded random) => BitConverter.ToInt64(random.NextBytes(8)) >> random.Next(64);

    private static int Int(Seeded random) => (int)(Number(random) & int.MaxValue);

    private static TimeSpan Span(Seeded random) => TimeSpan.FromTicks(Number(random) & long.MaxValue);

    private static TimestampReading Time(Seeded random) =>
        new(new Timestamp(Number(random) % 62_135_596_800), random.Next(2) * random.Next(7200));

    private static DateTimeOffset Instant(Seeded random) =>
        new((Number(random) & long.MaxValue) % DateTime.MaxValue.Ticks, TimeSpan.Zero);

    private static byte[] Text(Seeded random) =>
        random.NextBytes(random.Next(10) == 0 ? random.Next(EntryCodec.MaxText + 1) : random.Next(50));

    private static string Word(Seeded random, int most) =>
        new([.. random.NextBytes(random.Next(most + 1)).Select(b => (char)(' ' + (b % 95)))]);
}
