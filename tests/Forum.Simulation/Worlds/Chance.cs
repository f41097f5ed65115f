using Forum.Reactive.Transport.Simulation;

namespace Forum.Simulation.Worlds;

/// <summary>Random choices of one concern of a world: the same for the same seed, whatever the others choose.</summary>
internal sealed class Chance
{
    private readonly SimulationRandom _random;

    public Chance(int seed, string concern) => _random = SimulationRandom.For(seed, concern);

    public bool Happens(double probability) => _random.Happens(probability);

    /// <summary>From 0 up to, but not with, <paramref name="below"/>.</summary>
    public int Next(int below) => _random.Next(below);

    public int Between(int least, int most) => least + Next(most - least + 1);

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    public TimeSpan Time(TimeSpan below) => below * _random.NextDouble();
}
