using Forum.Reactive.Board;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Board;

/// <summary>The tree of messages against a list, with snapshots that must not change.</summary>
public sealed class MessageSequenceTests
{
    [Theory]
    [InlineData(20_000, 50)]
    [InlineData(20_000, 20)]
    [InlineData(20_000, 90)]
    public void Thousands_of_random_operations_do_what_a_list_does(int operations, int percentAppended) =>
        Seeded.Run(random =>
        {
            var model = new Model();
            for (var i = 0; i < operations; i++)
            {
                model.Step(random, percentAppended);
                if (i % 500 == 0)
                {
                    model.TakeSnapshot();
                }

                if (i % 977 == 0)
                {
                    model.Verify(random);
                }
            }

            model.Verify(random);
        });

    [Fact]
    public void A_large_board_that_is_cleared_from_either_end_or_the_middle_stays_right() =>
        Seeded.Run(random =>
        {
            foreach (var where in new Func<int, int>[] { _ => 0, count => count - 1, count => count / 2, random.Next })
            {
                var model = new Model();
                for (var i = 0; i < 5000; i++)
                {
                    model.Append();
                }

                model.TakeSnapshot();
                while (model.Count > 0)
                {
                    model.RemoveAt(where(model.Count));
                    if (model.Count % 499 == 0)
                    {
                        model.Verify(random);
                    }
                }

                model.Append();
                model.Verify(random);
            }
        });

    [Fact]
    public void An_old_message_that_was_edited_is_found_among_a_hundred_thousand()
    {
        var sequence = new MessageSequence();
        for (var i = 1; i <= 100_000; i++)
        {
            sequence.Append(new Message(i, "yoda", [], new Timestamp(i), edited: false));
        }

        sequence.Replace(10, sequence.At(10)!.Edited([], new Timestamp(200_000)));
        var query = new MessageQuery(sequence.Freeze(), new Timestamp(99_999));
        Assert.True(query.MoveNext());
        Assert.Equal(11, query.Number);
        Assert.True(query.MoveNext());
        Assert.Equal(100_000, query.Number);
        Assert.False(query.MoveNext());
    }

    private sealed class Model
    {
        private readonly MessageSequence _sequence = new();
        private readonly List<Message> _list = [];
        private readonly List<(BoardSnapshot Snapshot, Message[] Content)> _snapshots = [];
        private long _lastId;
        private long _now = 1_600_000_000;

        public int Count => _list.Count;

        public void Step(Seeded random, int percentAppended)
        {
            _now += random.Next(4) == 0 ? 1 : 0;
            if (_list.Count == 0 || random.Next(100) < percentAppended)
            {
                Append();
            }
            else if (random.Next(3) == 0)
            {
                Replace(random.Next(_list.Count));
            }
            else
            {
                RemoveAt(random.Next(_list.Count));
            }
        }

        public void Append()
        {
            var message = new Message(++_lastId, "yoda", [], new Timestamp(_now), edited: false);
            _sequence.Append(message);
            _list.Add(message);
        }

        public void RemoveAt(int index)
        {
            var removed = _list[index];
            _sequence.RemoveAt(index);
            _list.RemoveAt(index);
            Assert.Equal(-1, _sequence.IndexOf(removed.Id));
        }

        public void TakeSnapshot() => _snapshots.Add((new BoardSnapshot(_sequence.Freeze(), 0), [.. _list]));

        public void Verify(Seeded random)
        {
            TakeSnapshot();
            foreach ((var snapshot, var content) in _snapshots)
            {
                Assert.True(content.AsSpan().SequenceEqual([.. snapshot]), "a snapshot changed");
            }

            VerifyNumbers(random);
            VerifyTimes(random);
        }

        private void Replace(int index)
        {
            var edited = _list[index].Edited([], new Timestamp(_now));
            _sequence.Replace(index, edited);
            _list[index] = edited;
        }

        private void VerifyNumbers(Seeded random)
        {
            var snapshot = _snapshots[^1].Snapshot;
            Assert.Null(_sequence.At(-1));
            Assert.Null(_sequence.At(_list.Count));
            for (var i = 0; i < _list.Count; i += 1 + random.Next(7))
            {
                Assert.Same(_list[i], _sequence.At(i));
                Assert.Same(_list[i], snapshot[i]);
                Assert.Equal(i, _sequence.IndexOf(_list[i].Id));
            }

            var from = random.Next(_list.Count + 1);
            var query = snapshot.From(from);
            for (var i = from; i < _list.Count; i++)
            {
                Assert.True(query.MoveNext() && query.Number == i + 1 && ReferenceEquals(query.Current, _list[i]));
            }

            Assert.False(query.MoveNext());
        }

        private void VerifyTimes(Seeded random)
        {
            var since = new Timestamp(_now - random.Next(300));
            IEnumerable<(int, long)> found = _snapshots[^1]
                .Snapshot.LaterThan(since)
                .Select(m => (m.Number, m.Message.Id));
            Assert.Equal(
                _list
                    .Select((message, i) => (Number: i + 1, message))
                    .Where(m => m.message.Time > since)
                    .Select(m => (m.Number, m.message.Id)),
                found
            );
        }
    }
}
