using Forum.ClientApp.Keys;
using Forum.Reactive.Tests.Fuzzing;
using Forum.Reactive.Tests.World;

namespace Forum.ClientApp.Tests.Keys;

/// <summary>Whatever a terminal sends, nothing is thrown.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class KeyFuzzTests
{
    [Fact]
    public void Key_sequences() =>
        Fuzzer.Run(
            "typing",
            input =>
            {
                var decoder = new KeyDecoder();
                var half = input.Length / 2;
                Key[] keys =
                [
                    .. decoder.Feed(input.AsSpan(0, half)),
                    .. decoder.Feed(input.AsSpan(half)),
                    .. decoder.Silence(),
                ];
                return keys.Take(4)
                    .Aggregate(0, (what, key) => HashCode.Combine(what, key.GetType(), key.ToString().Length));
            }
        );
}
