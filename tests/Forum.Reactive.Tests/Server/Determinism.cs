using System.Buffers;
using System.Text;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

/// <summary>The same log makes the same forum, byte for byte.</summary>
public sealed class Determinism
{
    private static readonly string[] Users = ["yoda", "hans", "luke", "leia", "nobody"];

    [Fact]
    public void The_same_log_gives_equal_states_and_equal_answers_however_it_is_cut_into_batches() =>
        Seeded.Run(random =>
        {
            var log = RandomLog(random, 5000);
            using var one = new Node();
            using var two = new Node();
            one.Replay(log, maxBatch: 1);
            two.Replay(log, maxBatch: 200);
            Assert.Equal(one.Answers, two.Answers);
            Assert.Equal(one.State(), two.State());
            Assert.NotEmpty(one.Answers);
        });

    [Fact]
    public void A_replay_that_answers_nobody_gives_the_same_state() =>
        Seeded.Run(random =>
        {
            var log = RandomLog(random, 5000);
            using var live = new Node();
            using var replay = new Node(answers: false);
            live.Replay(log, maxBatch: 7);
            replay.Replay(log, maxBatch: 500);
            Assert.Equal(live.State(), replay.State());
        });

    private static List<(Func<IAnswerSink, Command> Make, DateTimeOffset Time)> RandomLog(Seeded random, int count)
    {
        var parser = new RequestParser(TimestampFormat.Utc);
        List<(Func<IAnswerSink, Command>, DateTimeOffset)> log = [];
        var time = ForumWorld.Start;
        for (var i = 0; i < count; i++)
        {
            time += TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(2000) : 0);
            var user = Users[random.Next(Users.Length)];
            var request = RandomRequest(parser, random, user, time);
            var isLogIn = request.Verb is Verb.Pass;
            log.Add((sink => new Command(request, isLogIn ? null : user, sink), time));
        }

        return log;
    }

    private static Request RandomRequest(RequestParser parser, Seeded random, string user, DateTimeOffset time)
    {
        var stamp = TimestampFormat.Utc.Format(Timestamp.From(time.AddSeconds(-random.Next(3))));
        return random.Next(14) switch
        {
            0 or 1 => Request.LogIn(
                new LogInAttempt(user, random.Next(3) > 0, $"10.0.0.{random.Next(9)}", random.Next(9))
            ),
            2 => Request.WithNumber(Verb.Leave, random.Next(300)),
            3 => Request.Forget(user),
            4 => Line($"EDT #{random.Next(30)} {stamp} edited {random.Next(99)}"),
            5 => Line($"DLT #{random.Next(30)} {stamp}"),
            6 => Line($"RDM {stamp}"),
            7 => Line("ATU"),
            8 => Line($"OFFER {Users[random.Next(Users.Length)]} 1 - {TestKey.Valid} file"),
            9 => Line($"ACCEPT {random.Next(300)} 8001 {TestKey.Valid}"),
            10 => Line($"CANCEL {random.Next(300)}"),
            11 => Line($"PORT {random.Next(9)}"),
            _ => Line($"MSG text {random.Next(999)}"),
        };

        Request Line(string line) => parser.Parse(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>A forum that notes the bytes of its answers.</summary>
    private sealed class Node : IDisposable
    {
        private readonly ForumState _state = new(
            new ForumRules(3, TimeSpan.FromSeconds(10), 4, 5, 3, TimeSpan.FromSeconds(60), 4)
        );
        private readonly Sink? _sink;
        private long _sequence;

        public Node(bool answers = true) => _sink = answers ? new Sink() : null;

        public string Answers => Encoding.UTF8.GetString(_sink!.Bytes.WrittenSpan);

        public void Replay(List<(Func<IAnswerSink, Command> Make, DateTimeOffset Time)> log, int maxBatch)
        {
            for (var start = 0; start < log.Count; )
            {
                var end = start + 1;
                while (end < log.Count && end - start < maxBatch && log[end].Time == log[start].Time)
                {
                    end++;
                }

                var batch = new LogBatch<Command>();
                batch.Set(
                    [.. log[start..end].Select(entry => entry.Make(_sink!))],
                    end - start,
                    _sequence + 1,
                    log[start].Time
                );
                _sequence += end - start;
                _state.OnNext(batch);
                start = end;
            }
        }

        public string State()
        {
            var state = new StringBuilder();
            var number = 0;
            foreach (var message in _state.Board.Snapshot())
            {
                state.AppendLine(
                    $"{++number} {message.Id} {message.User} {message.Text} {message.Time} {message.IsEdited}"
                );
            }

            foreach (var user in _state.Users.Snapshot().Users)
            {
                state.AppendLine($"{user} {user.Arrival}");
            }

            foreach (var window in _state.Guard.Windows.Items.OrderBy(window => window.User, StringComparer.Ordinal))
            {
                state.AppendLine(window.ToString());
            }

            return state.ToString();
        }

        public void Dispose() => _state.Dispose();
    }

    private sealed class Sink : IAnswerSink
    {
        private readonly AnswerWriter _writer = new(TimestampFormat.Utc);

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public void Answer(in Answer answer)
        {
            while (_writer.Write(answer, Bytes))
            {
                // The next line.
            }
        }

        public void Tell(ForumEvent what) => Assert.NotNull(what); // To whom depends on the batch: an event may come behind more answers.

        public void Follow() => Assert.Fail("Nobody asked.");

        public void Unfollow() => Assert.Fail("Nobody asked.");

        public void Flush() => Assert.True(Bytes.WrittenCount >= 0);
    }
}
