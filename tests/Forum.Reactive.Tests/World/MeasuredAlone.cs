namespace Forum.Reactive.Tests.World;

/// <summary>Tests that measure the whole process, or how long something takes: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
