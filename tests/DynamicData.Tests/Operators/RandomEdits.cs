using DynamicData.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace DynamicData.Tests.Operators;

/// <summary>One step of an edit: what it does, in which of two caches, to which key, with which value.</summary>
public readonly record struct Step(int Kind, bool IsRight, int Key, int Value);

/// <summary>Edits that come by chance.</summary>
internal static class RandomEdits
{
    public static Arbitrary<List<List<Step>>> Any { get; } =
        (
            from kind in Gen.Choose(0, 9)
            from isRight in Gen.Elements(false, true)
            from key in Gen.Choose(1, 6)
            from value in Gen.Choose(0, 20)
            select new Step(kind, isRight, key, value)
        )
            .ListOf()
            .ListOf()
            .ToArbitrary();

    public static Step Next(Random random) =>
        new(random.Next(9), random.Next(2) == 0, random.Next(1, 7), random.Next(21));

    /// <summary>Each edit is one of each cache that it has steps for.</summary>
    public static void Perform(
        SourceCache<Item, int> left,
        SourceCache<Item, int> right,
        IEnumerable<List<Step>> edits,
        bool inPlace
    )
    {
        foreach (var edit in edits)
        {
            foreach (var steps in edit.GroupBy(step => step.IsRight))
            {
                Perform(steps.Key ? right : left, steps, inPlace);
            }
        }
    }

    public static void Perform(SourceCache<Item, int> cache, IEnumerable<Step> steps, bool inPlace) =>
        cache.Edit(updater =>
        {
            foreach (var step in steps)
            {
                Perform(updater, step, inPlace);
            }
        });

    private static void Perform(ISourceUpdater<Item, int> updater, Step step, bool inPlace)
    {
        switch (step.Kind)
        {
            case < 5:
                updater.AddOrUpdate(new Item(step.Key, step.Value));
                break;
            case < 7:
                updater.Remove(step.Key);
                break;
            case 7 when inPlace:
                updater.Lookup(step.Key).IfHasValue(item => item.Value = step.Value);
                updater.Refresh(step.Key);
                break;
            case < 9:
                updater.Refresh();
                break;
            default:
                updater.Clear();
                break;
        }
    }
}
