using System.Reactive.Linq;
using DynamicData.Tests.Operators;

namespace DynamicData.Tests.StandInOnly;

/// <summary>
/// Subscribers that edit the sources while they are told. (The originals up to 9.4 deliver such an edit in the middle of the set that
/// it answers.)
/// </summary>
public sealed class OperatorReentrancyTests
{
    private const int Edits = 20;

    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_subscriber_that_edits_the_source_ends_as_the_model(string name)
    {
        var all = OperatorCases.All[name];
        var random = new Random(1);
        var edits = 0;
        using var left = Item.Cache();
        using var right = Item.Cache();
        using var seen = all.Run(left.Connect(), right.Connect()).Do(_ => Answer()).Record();
        left.AddOrUpdate(Item.Range(3));
        right.AddOrUpdate(Item.Range(2));
        while (edits < Edits)
        {
            Answer();
        }

        OperatorTests.AssertEndsAs(all, left, right, seen);

        void Answer()
        {
            if (edits++ < Edits)
            {
                RandomEdits.Perform(random.Next(2) == 0 ? right : left, [RandomEdits.Next(random)], inPlace: false);
            }
        }
    }
}
