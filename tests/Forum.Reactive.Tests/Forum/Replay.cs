using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Forum;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Folding;

/// <summary>The same log makes the same forum, byte for byte, and the same outcomes, however it comes.</summary>
public sealed class Replay
{
    private static readonly string[] Users = ["yoda", "hans", "luke", "leia", "nobody"];
    private static readonly ForumRules Rules = new(
        MaxFailures: 3,
        BlockTime: TimeSpan.FromSeconds(10),
        FailureCapacity: 4,
        MaxFailuresPerMinute: 300,
        AddressCapacity: 3,
        OfferLifetime: TimeSpan.FromSeconds(5),
        OfferCapacity: 4
    );

    [Fact]
    public void Other_cuts_into_batches_give_the_same_state_and_the_same_outcomes() =>
        Seeded.Run(random =>
        {
            var log = RandomLog(random, 4000);
            using var one = new Node();
            using var many = new Node();
            one.Fold(log, maxBatch: 1);
            many.Fold(log, maxBatch: 200);
            Assert.Equal(one.Outcomes, many.Outcomes);
            Assert.Equal(one.State(), many.State());
            Assert.Empty(one.Faults);
            foreach (
                var word in new[]
                {
                    "Posted",
                    "Edited",
                    "Deleted",
                    "Welcome",
                    "Left",
                    "OFFER",
                    "DECLINED",
                    "NowBlocked",
                }
            )
            {
                Assert.True(one.Outcomes.Exists(outcome => outcome.Contains(word, StringComparison.Ordinal)), word);
            }
        });

    [Fact]
    public void From_a_snapshot_at_any_position_it_goes_on_as_if_there_had_been_none() =>
        Seeded.Run(random =>
        {
            var log = RandomLog(random, 1500);
            using var whole = new Node();
            whole.Fold(log, maxBatch: 50);
            for (var run = 0; run < 20; run++)
            {
                var at = random.Next(log.Count);
                using var before = new Node();
                before.Fold(log[..at], maxBatch: 7);
                var snapshot = before.Capture();
                before.Fold(log[at..], maxBatch: 7); // What is captured must not change with it.
                using var after = new Node(snapshot);
                Assert.Equal(before.HashAt(snapshot), snapshot.Hash);
                after.Fold(log[at..], maxBatch: 13);
                Assert.Equal(whole.State(), after.State());
                Assert.Equal(whole.Outcomes[^after.Outcomes.Count..], after.Outcomes);
            }
        });

    [Theory]
    [InlineData("ar_SA", "Asia/Riyadh", 1)]
    [InlineData("th_TH", "Asia/Kathmandu", 3)]
    [InlineData("tr_TR", "America/St_Johns", 2)]
    public void In_another_process_elsewhere_it_is_the_same_state_and_the_same_outcomes(
        string language,
        string zone,
        int processors
    ) =>
        Seeded.Run(random =>
        {
            var seed = random.Next(1_000_000);
            Assert.Equal(
                $"{language.Replace('_', '-')} {Story(seed)}",
                AnotherProcess.Run(A_log_that_is_folded_again_says_the_same, seed, language, zone, processors)
            );
        });

    /// <summary>What the other process runs: it tells what came of its seed.</summary>
    [Fact]
    public void A_log_that_is_folded_again_says_the_same()
    {
        var seed = AnotherProcess.Seed ?? 1;
        var story = Story(seed);
        if (!AnotherProcess.Tell($"{CultureInfo.CurrentCulture.Name} {story}"))
        {
            Assert.Equal(story, Story(seed));
            Assert.NotEqual(story, Story(seed + 1));
        }
    }

    [Fact]
    public void An_act_whose_login_has_ended_changes_nothing()
    {
        using var node = new Node();
        node.Fold(Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)));
        node.Fold(Act.LogOut(1, LogOutReason.TimedOut));
        var state = node.State();
        var text = "too late"u8.ToArray();
        node.Fold(Act.Post(1, text), Act.Edit(1, 1, default, text), Act.Delete(1, 1, default), Act.Port(1, 7));
        node.Fold(Act.Offer(1, new OfferDetails("yoda", 1, "-", TestKey.Valid, "f")), Act.Cancel(1, 1));
        Assert.Equal(0, node.Messages);
        Assert.Equal(state.Length, node.State().Length);
    }

    [Fact]
    public void An_offer_accepted_at_the_instant_of_its_lapse_has_one_outcome()
    {
        foreach (var isAcceptedFirst in new[] { true, false })
        {
            using var node = new Node();
            node.Fold(
                Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)),
                Act.LogIn(new LogInDetails("hans", true, false, "10.0.0.2", 0)),
                Act.Offer(1, new OfferDetails("hans", 1, "-", TestKey.Valid, "f"))
            );
            node.Time += TimeSpan.FromSeconds(60);
            var accept = Act.Accept(2, 1, new AcceptDetails(8001, TestKey.Valid));
            node.Fold(isAcceptedFirst ? [accept, Act.Lapse(1)] : [Act.Lapse(1), accept]);
            Assert.DoesNotContain(node.Outcomes, outcome => outcome.Contains("ACCEPTED", StringComparison.Ordinal));
            Assert.Single(node.Outcomes, outcome => outcome.Contains("DECLINED", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_poisoned_entry_changes_nothing_is_told_and_refused_and_the_next_are_carried_out()
    {
        using var node = new Node();
        node.Fold(Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)));
        node.Fold(Act.LogIn(new LogInDetails("hans", true, false, "no address", 0)), Act.Post(1, "next"u8.ToArray()));
        var fault = Assert.IsType<PoisonedEntryException>(Assert.Single(node.Faults));
        Assert.Equal(2, fault.Position);
        Assert.Contains(node.Outcomes, outcome => outcome.Contains("LogUnavailable", StringComparison.Ordinal));
        Assert.Equal(1, node.Messages);
    }

    [Fact]
    public void A_state_of_version_1_is_read_which_knew_nothing_of_the_clock()
    {
        using var node = new Node();
        node.Fold(Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)), Act.Post(1, "text"u8.ToArray()));
        var now = node.State();
        const int clock = 3; // Bytes, when nobody has set it
        var before = node.LengthOfHeader;
        byte[] bytes = [1, .. now[1..before], .. now[(before + clock)..]];
        using var other = new Node(new StateSnapshot(0, default, 0, [bytes]));
        Assert.Equal(now, other.State());
        byte[] later = [3, .. now[1..]];
        Assert.Throws<InvalidDataException>(() => new Node(new StateSnapshot(0, default, 0, [later])));
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        using var node = new Node();
        node.Fold(Act.LogIn(new LogInDetails("yoda", true, false, "10.0.0.1", 0)), Act.Post(1, "text"u8.ToArray()));
        var bytes = node.State();
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            var snapshot = new StateSnapshot(0, default, 0, [cut]);
            using var other = new ForumState();
            Assert.Throws<InvalidDataException>(() => other.Restore(snapshot));
        }
    }

    /// <summary>The digests of the state and of the outcomes of a random log.</summary>
    private static string Story(int seed)
    {
        using var node = new Node();
        node.Fold(RandomLog(new Seeded(seed), 3000), maxBatch: 20);
        var outcomes = Encoding.UTF8.GetBytes(string.Join('\n', node.Outcomes));
        return $"{Convert.ToHexString(SHA256.HashData(node.State()))} {Convert.ToHexString(SHA256.HashData(outcomes))}";
    }

    private static List<(Act Act, DateTimeOffset Time)> RandomLog(Seeded random, int count)
    {
        List<(Act, DateTimeOffset)> log =
        [
            (Act.SetRules(Rules), ForumWorld.Start),
            (Act.NodeJoined(1), ForumWorld.Start),
        ];
        var time = ForumWorld.Start;
        using var scratch = new Node(); // Knows which log-ins stand
        scratch.Fold(log, maxBatch: 2);
        while (log.Count < count)
        {
            time += TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(2000) : 0);
            log.Add((RandomAct(random, scratch, time), time));
            scratch.Fold(log[^1..], maxBatch: 1);
        }

        return log;
    }

    private static Act RandomAct(Seeded random, Node scratch, DateTimeOffset time)
    {
        var user = Users[random.Next(Users.Length)];
        long[] logins = [.. scratch.Logins];
        var login = logins.Length == 0 || random.Next(5) == 0 ? random.Next(50) : logins[random.Next(logins.Length)];
        var number = Math.Max(1, scratch.Messages - random.Next(6));
        var stamp = new TimestampReading(scratch.TimeOf(number) ?? Timestamp.From(time), 0);
        var text = Encoding.UTF8.GetBytes($"text {random.Next(999)} ünï");
        return random.Next(20) switch
        {
            0 or 1 or 2 => Act.LogIn(
                new LogInDetails(
                    user,
                    random.Next(3) > 0,
                    random.Next(4) == 0,
                    $"10.0.0.{random.Next(9)}",
                    random.Next(9)
                )
            ),
            3 when random.Next(3) == 0 => Act.LogOut(login, (LogOutReason)random.Next(6)),
            4 => Act.Forget(user),
            5 or 6 => Act.Edit(login, number + random.Next(2), stamp, text),
            7 or 18 => Act.Delete(login, number, stamp),
            8 or 9 => Act.Offer(login, new OfferDetails(user, 1, "-", TestKey.Valid, "file")),
            10 => Act.Accept(login, scratch.LastOffer - random.Next(4), new AcceptDetails(8001, TestKey.Valid)),
            11 => Act.Cancel(login, scratch.LastOffer - random.Next(4)),
            12 => Act.Decline(login, scratch.LastOffer - random.Next(4), text),
            13 => Act.Paths(login, scratch.LastOffer - random.Next(4), "10.0.0.1:8000"u8.ToArray()),
            14 => Act.Lapse(scratch.LastOffer - random.Next(4)),
            15 => Act.Port(login, random.Next(9)),
            16 => Act.PostAs(new PostAsDetails(user, text)),
            17 when random.Next(100) == 0 => Act.NodeGone(1),
            17 when random.Next(4) == 0 => Act.ClockSet(
                new ClockDetails(
                    time - TimeSpan.FromSeconds(random.Next(20)),
                    time - TimeSpan.FromSeconds(random.Next(9))
                )
            ),
            _ => Act.Post(login, text),
        };
    }

    /// <summary>A forum that notes its outcomes.</summary>
    private sealed class Node : IDisposable
    {
        private readonly ForumState _state = new();
        private readonly LogBatch _batch = new();
        private readonly Dictionary<long, ulong> _hashes = [];
        private long _requests;

        public Node(StateSnapshot? snapshot = null)
        {
            _state.Faults.Subscribe(Faults.Add);
            if (snapshot is not null)
            {
                _state.Restore(snapshot);
            }

            _state.Outcomes.Subscribe(Note);
        }

        public DateTimeOffset Time { get; set; } = ForumWorld.Start;

        public List<string> Outcomes { get; } = [];

        public List<Exception> Faults { get; } = [];

        public IEnumerable<long> Logins => _state.Users.Snapshot.ByArrival.Keys;

        public Timestamp? TimeOf(int number) => _state.Board.Published.At(number)?.Time;

        public long LastOffer => Math.Max(4, _state.Offers.Freeze().LastId);

        public int Messages => _state.Board.Published.Count;

        /// <summary>Of the bytes before those of the clock.</summary>
        public int LengthOfHeader =>
            new StateWriter()
                .Number(2)
                .Number(_state.Position)
                .Time(_state.Time)
                .Fixed(_state.Hash)
                .Number(_state.Rules.MaxFailures)
                .Number(_state.Rules.BlockTime.Ticks)
                .Number(_state.Rules.FailureCapacity)
                .Number(_state.Rules.MaxFailuresPerMinute)
                .Number(_state.Rules.AddressCapacity)
                .Number(_state.Rules.OfferLifetime.Ticks)
                .Number(_state.Rules.OfferCapacity)
                .Written.Length;

        public void Fold(params Act[] acts) => Fold([.. acts.Select(act => (act, Time))], maxBatch: acts.Length);

        public void Fold(List<(Act Act, DateTimeOffset Time)> log, int maxBatch)
        {
            for (var start = 0; start < log.Count; )
            {
                var end = start + 1;
                while (end < log.Count && end - start < maxBatch && log[end].Time == log[start].Time)
                {
                    end++;
                }

                Entry[] entries =
                [
                    .. log[start..end].Select(each => new Entry(new Origin(1, 1, ++_requests), each.Act)),
                ];
                _batch.Set(entries, _state.Position + 1, log[start].Time);
                _state.OnNext(_batch);
                _hashes[_state.Position] = _state.Hash;
                start = end;
            }
        }

        public StateSnapshot Capture() => _state.Capture();

        public ulong HashAt(StateSnapshot snapshot) => snapshot.Position == 0 ? 0 : _hashes[snapshot.Position];

        public byte[] State()
        {
            var bytes = new ArrayBufferWriter<byte>();
            foreach (var slice in _state.Capture().Slices)
            {
                Assert.InRange(slice.Length, 0, StateSnapshot.MaxSlice);
                bytes.Write(slice.Span);
            }

            return bytes.WrittenSpan.ToArray();
        }

        public void Dispose() => _state.Dispose();

        private void Note(OutcomeBatch batch)
        {
            foreach (ref readonly var outcome in batch.Outcomes)
            {
                var told = new ArrayBufferWriter<byte>();
                if (outcome.Answer.Subject is ForumEvent what)
                {
                    new AnswerWriter(TimestampFormat.Utc).WriteEvent(what, told);
                }

                Outcomes.Add(
                    $"{outcome.Position} {outcome.Login} {outcome.User} {outcome.Answer.Kind} {outcome.Answer.Number} "
                        + $"{outcome.Answer.Time} {outcome.Message} {Encoding.UTF8.GetString(told.WrittenSpan)}"
                );
            }
        }
    }
}
