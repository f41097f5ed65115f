using System.Buffers;
using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Views;

namespace Forum.Reactive.Tests.Views;

public sealed class EventRingTests
{
    private const int Max = 32 * 1024;
    private readonly AnswerWriter _writer = new(TimestampFormat.Utc);

    [Fact]
    public void Readers_that_come_and_read_at_random_get_each_event_once_or_are_told_how_many_they_missed() =>
        Seeded.Run(random =>
        {
            var ring = new EventRing(blocks: 3);
            List<Reader> readers = [];
            var last = 0;
            for (var step = 0; step < 20_000; step++)
            {
                if (readers.Count < 5)
                {
                    readers.Add(new Reader(ring.NewCursor(), last));
                }

                var count = 1 + random.Next(3);
                ring.Add(Lines(last, count, random), count);
                last += count;
                var reader = readers[random.Next(readers.Count)];
                if (random.Next(10) < 3)
                {
                    reader.Read(_writer);
                }

                if (random.Next(500) == 0)
                {
                    reader.ReadAll(_writer, last);
                    reader.Leave();
                    readers.Remove(reader);
                }
            }

            readers.ForEach(reader => reader.ReadAll(_writer, last));
            Assert.True(ring.HasReaders);
            readers.ForEach(reader => reader.Leave());
            Assert.False(ring.HasReaders);
        });

    private static byte[] Lines(int last, int count, Seeded random) =>
        Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(last + 1, count).Select(i => $"{i} {new string('x', random.Next(2000))}\n"))
        );

    private sealed class Reader(FeedCursor cursor, long last)
    {
        private long _last = last;

        public void ReadAll(AnswerWriter writer, long last)
        {
            while (Read(writer))
            {
                // There is more.
            }

            Assert.Equal(last, _last);
        }

        public bool Read(AnswerWriter writer)
        {
            var bytes = new ArrayBufferWriter<byte>();
            cursor.CopyTo(bytes, writer, Max);
            foreach (
                var line in Encoding
                    .ASCII.GetString(bytes.WrittenSpan)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                if (line.StartsWith("* LAGGED ", StringComparison.Ordinal))
                {
                    _last += long.Parse(line["* LAGGED ".Length..]);
                }
                else
                {
                    Assert.Equal(_last + 1, long.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)]));
                    _last++;
                }
            }

            return bytes.WrittenCount > 0;
        }

        public void Leave()
        {
            cursor.Dispose();
            cursor.Dispose();
        }
    }
}
