using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace DynamicData.Tests.Operators;

/// <summary>What every operator promises. Each run checks the grammar; a failure of a random one prints its seed.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_edits_end_as_the_model(string name) => EndsAsTheModel(name, connectAfter: _ => 0);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_late_subscriber_ends_as_the_model(string name) =>
        EndsAsTheModel(name, connectAfter: edits => edits / 2);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_error_of_the_source_is_passed_on(string name)
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        using var seen = OperatorCases.All[name].Run(source, Observable.Never<IChangeSet<Item, int>>()).Record();
        source.OnNext(new ChangeSet<Item, int> { new(ChangeReason.Add, 1, new Item(1, 1)) });
        source.OnError(new FormatException());
        Assert.IsType<FormatException>(seen.Error);
        Assert.False(source.HasObservers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_end_of_the_sources_is_the_end(string name)
    {
        using var left = Item.Cache();
        using var right = Item.Cache();
        var (all, open) = (OperatorCases.All[name], name.StartsWith("Group, by", StringComparison.Ordinal));
        using var seen = all.Run(left.Connect(), right.Connect()).Record();
        left.AddOrUpdate(Item.Range(3));
        right.AddOrUpdate(Item.Range(2));
        right.Dispose();
        left.Dispose();
        Assert.True(seen.IsCompleted || open);
        Assert.Null(seen.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Disposal_lets_go_of_the_source(string name)
    {
        using var source = new Subject<IChangeSet<Item, int>>();
        using var other = new Subject<IChangeSet<Item, int>>();
        var seen = OperatorCases.All[name].Run(source, other).Record();
        Assert.True(source.HasObservers);
        seen.Dispose();
        Assert.False(source.HasObservers || other.HasObservers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Two_threads_that_edit_end_as_the_model(string name)
    {
        var all = OperatorCases.All[name];
        using var left = Item.Cache();
        using var right = Item.Cache();
        using var seen = all.Run(left.Connect(), right.Connect()).Record();
        await Torture.Run(
            300,
            random => RandomEdits.Perform(left, [RandomEdits.Next(random)], inPlace: false),
            random =>
                RandomEdits.Perform(random.Next(2) == 0 ? right : left, [RandomEdits.Next(random)], inPlace: false)
        );
        AssertEndsAs(all, left, right, seen);
    }

    private static void EndsAsTheModel(string name, Func<int, int> connectAfter) =>
        Prop.ForAll(
                RandomEdits.Any,
                edits =>
                {
                    var all = OperatorCases.All[name];
                    using var left = Item.Cache();
                    using var right = Item.Cache();
                    var early = connectAfter(edits.Count);
                    RandomEdits.Perform(left, right, edits.Take(early), all.SeesChangesInPlace);
                    using var seen = all.Run(left.Connect(), right.Connect()).Record();
                    RandomEdits.Perform(left, right, edits.Skip(early), all.SeesChangesInPlace);
                    AssertEndsAs(all, left, right, seen);
                }
            )
            .QuickCheckThrowOnFailure();

    internal static void AssertEndsAs(
        OperatorCase all,
        SourceCache<Item, int> left,
        SourceCache<Item, int> right,
        Recorder<string> seen
    )
    {
        Assert.Null(seen.Error);
        var model = all.Model([.. left.Items], [.. right.Items]);
        // Who was never told anything has what there is of nothing.
        Assert.Equal(model, seen.Values.Count == 0 ? all.Model([], []) : seen.Last);
    }
}
