using Forum.ClientApp.Rendering;
using Spectre.Console;

namespace Forum.ClientApp.Tests.Rendering;

public class PaletteTests
{
    [Fact]
    public void Every_colour_can_be_read_on_black_and_on_white()
    {
        var tones = new[] { Palette.Good, Palette.Warning, Palette.Error }.Select(style => style.Foreground);

        foreach (var colour in Palette.Authors.Select(Color.FromInt32).Concat(tones))
        {
            var luminance = Luminance(colour);
            Assert.True((luminance + 0.05) / 0.05 >= 3, $"{colour} on black");
            Assert.True(1.05 / (luminance + 0.05) >= 3, $"{colour} on white");
        }
    }

    [Fact]
    public void An_author_has_the_same_colour_always_and_a_crowd_has_all_of_them()
    {
        Assert.Equal(Palette.Author("yoda"), Palette.Author("yoda"));
        Assert.Equal(
            Palette.Authors.Count,
            Enumerable.Range(0, 500).Select(i => Palette.Author($"user{i}").Foreground).Distinct().Count()
        );
    }

    // Relative luminance, WCAG 2.
    private static double Luminance(Color colour) =>
        (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(byte value)
    {
        var share = value / 255.0;
        return share <= 0.03928 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
