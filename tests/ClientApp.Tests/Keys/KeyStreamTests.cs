using System.Reactive;
using System.Text;
using Forum.ClientApp.Keys;
using Microsoft.Reactive.Testing;

namespace Forum.ClientApp.Tests.Keys;

public class KeyStreamTests : ReactiveTest
{
    private static readonly long Delay = KeyStream.EscapeDelay.Ticks;
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void An_escape_alone_is_the_Escape_key_after_50_milliseconds()
    {
        var keys = Decode((1000, "\x1b"));

        Assert.Equal(new Key(KeyCode.Escape), keys.Messages[0].Value.Value);
        Assert.Equal(1000 + Delay, keys.Messages[0].Time);
    }

    [Fact]
    public void A_sequence_that_comes_in_two_chunks_within_that_time_is_one_key()
    {
        var keys = Decode((1000, "\x1b"), (1000 + Delay - 1, "[A"));

        Assert.Equal([(1000 + Delay - 1, new Key(KeyCode.Up))], Values(keys));
    }

    [Fact]
    public void Half_a_sequence_is_given_up_after_that_time()
    {
        var keys = Decode((1000, "\x1b["), (1000 + Delay + 1, "A"));

        Assert.Equal([(1000 + Delay + 1, Key.Typed("A"))], Values(keys));
    }

    [Fact]
    public void Half_a_paste_waits_for_its_end_however_long_it_takes()
    {
        var keys = Decode((1000, "\x1b[200~long"), (1000 + (100 * Delay), "er\x1b[201~"));

        Assert.Equal([(1000 + (100 * Delay), new Key(KeyCode.Paste, "longer"))], Values(keys));
    }

    [Fact]
    public void Keys_end_with_their_source()
    {
        var chunks = _scheduler.CreateColdObservable(
            OnNext<ReadOnlyMemory<byte>>(10, "a"u8.ToArray()),
            OnCompleted<ReadOnlyMemory<byte>>(20)
        );

        var keys = _scheduler.Start(() => chunks.DecodeKeys(_scheduler), 100, 200, Delay * 10);

        Assert.Equal(NotificationKind.OnCompleted, keys.Messages[^1].Value.Kind);
        Assert.Equal([(210L, Key.Typed("a"))], Values(keys));
    }

    private ITestableObserver<Key> Decode(params (long At, string Typed)[] chunks)
    {
        var source = _scheduler.CreateHotObservable([
            .. chunks.Select(chunk => OnNext<ReadOnlyMemory<byte>>(chunk.At, Encoding.UTF8.GetBytes(chunk.Typed))),
        ]);
        return _scheduler.Start(() => source.DecodeKeys(_scheduler), 100, 200, Delay * 1000);
    }

    private static (long, Key)[] Values(ITestableObserver<Key> keys) =>
        [
            .. keys
                .Messages.Where(message => message.Value.HasValue)
                .Select(message => (message.Time, message.Value.Value)),
        ];
}
