using System.Buffers;
using System.Text;
using Forum.Reactive.Board;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Forum.Reactive.Tests.Board;

/// <summary>Any sequence of posts, edits, deletions and readings does what the obvious list does.</summary>
public sealed class Numbering
{
    [Property(MaxTest = 300, EndSize = 200)]
    public Property Any_sequence_of_commands_answers_and_leaves_what_the_obvious_list_does() =>
        Prop.ForAll(Steps().ToArbitrary(), RunOnBothAndCompare);

    [Property(MaxTest = 40, EndSize = 60)]
    public Property Any_sequence_of_commands_on_the_wire_leaves_the_file_that_the_obvious_list_does() =>
        Prop.ForAll(Steps().ToArbitrary(), RunOnServerAndCompare);

    internal enum Kind
    {
        Post,
        Edit,
        Delete,
        Read,
    }

    /// <param name="Kind">What.</param>
    /// <param name="ByYoda">Who: yoda or hans.</param>
    /// <param name="Place">Which message, as a fraction of the board in 1/100; 0 and 101 lie outside.</param>
    /// <param name="Seconds">How much later than the step before.</param>
    /// <param name="RightTime">Whether the timestamp is that of the message.</param>
    internal sealed record Step(Kind Kind, bool ByYoda, int Place, int Seconds, bool RightTime);

    private static Gen<Step[]> Steps()
    {
        var kinds = Gen.Frequency(
            (5, Gen.Constant(Kind.Post)),
            (2, Gen.Constant(Kind.Edit)),
            (2, Gen.Constant(Kind.Delete)),
            (1, Gen.Constant(Kind.Read))
        );
        var mostly = Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)));
        var step =
            from kind in kinds
            from byYoda in mostly
            from place in Gen.Choose(0, 101)
            from seconds in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            from rightTime in mostly
            select new Step(kind, byYoda, place, seconds, rightTime);
        return step.ArrayOf();
    }

    private static void RunOnBothAndCompare(Step[] steps)
    {
        using var board = new MessageBoard();
        var model = new BoardModel();
        long now = 1_614_092_400;
        var name = 0;
        foreach (var step in steps)
        {
            now += step.Seconds;
            var text = $"text {name++}; ünï";
            (var expected, var answer) = Batch.Run(
                () => Apply(step, board, model, new Timestamp(now), text),
                board.Cache
            );
            board.Publish();
            Assert.Equal(expected + "\n", Written.Of(answer));
            Assert.Equal(model.Count, board.Published.Count);
        }

        var published = board.Published;
        Assert.Equal(model.File(), File(published.Snapshot()));
        Message[] all = [.. published.Snapshot()];
        for (var i = 0; i < all.Length; i++)
        {
            Assert.Equal(i + 1, published.NumberOf(all[i]));
            Assert.Same(all[i], published.At(i + 1));
            Assert.Same(all[i], board.Cache.Published.Lookup(all[i].Id).Value);
        }

        Assert.Equal(all.Length, board.Cache.Published.Count);
    }

    private static (string Expected, Answer Answer) Apply(
        Step step,
        MessageBoard board,
        BoardModel model,
        Timestamp now,
        string text
    )
    {
        var user = step.ByYoda ? "yoda" : "hans";
        var number = NumberAt(step, model);
        var time = TimeFor(step, model, number);
        var reading = new TimestampReading(time, AmbiguousBy: 0);
        var utf8 = Encoding.UTF8.GetBytes(text);
        return step.Kind switch
        {
            Kind.Post => (model.Post(user, text, now), board.Post(user, utf8, now)),
            Kind.Edit => (model.Edit(user, number, time, text, now), board.Edit(user, number, reading, utf8, now)),
            Kind.Delete => (model.Delete(user, number, time, now), board.Delete(user, number, reading, now)),
            _ => (model.Read(time), board.ReadSince(time)),
        };
    }

    private static void RunOnServerAndCompare(Step[] steps)
    {
        using var world = new ForumWorld();
        var file = new MemoryTextFile(world.Clock);
        using var writing = world.Server.WriteMessageLog(file);
        (var yoda, var hans) = (world.Yoda(), world.Hans());
        var model = new BoardModel();
        var name = 0;
        foreach (var step in steps)
        {
            world.Pass(TimeSpan.FromSeconds(step.Seconds));
            var now = Timestamp.From(world.Now);
            (var expected, var request) = Request(step, model, now, $"text {name++}");
            Assert.Equal(expected, string.Join('\n', (step.ByYoda ? yoda : hans).Ask(request)));
        }

        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(model.File(), file.Text);
    }

    private static (string Expected, string Request) Request(Step step, BoardModel model, Timestamp now, string text)
    {
        var user = step.ByYoda ? "yoda" : "hans";
        var number = NumberAt(step, model);
        var time = TimeFor(step, model, number);
        var at = BoardModel.Text(time);
        return step.Kind switch
        {
            Kind.Post => (model.Post(user, text, now), $"MSG {text}"),
            Kind.Edit => (model.Edit(user, number, time, text, now), $"EDT #{number} {at} {text}"),
            Kind.Delete => (model.Delete(user, number, time, now), $"DLT {number} {at}"),
            _ => (model.Read(time), $"RDM {at}"),
        };
    }

    private static int NumberAt(Step step, BoardModel model) =>
        step.Place == 101 ? model.Count + 1 : ((step.Place * model.Count) + 99) / 100;

    private static Timestamp TimeFor(Step step, BoardModel model, int number) =>
        new(model.TimeOf(number).UnixSeconds - (step.RightTime ? 0 : 1));

    private static string File(BoardSnapshot board)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var log = new Reactive.Views.MessageLog(null!, new AnswerWriter(TimestampFormat.Utc));
        for (var first = 0; first < board.Count; )
        {
            first = log.Write(board, first, bytes);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
