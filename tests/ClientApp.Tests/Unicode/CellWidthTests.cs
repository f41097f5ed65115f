using Forum.ClientApp.Unicode;

namespace Forum.ClientApp.Tests.Unicode;

public class CellWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("日本", 4)]
    [InlineData("ﾊ", 1)]
    [InlineData("👩", 2)]
    [InlineData("👨‍👩‍👧", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("❤️", 2)]
    [InlineData("한", 2)]
    public void Text_takes_the_columns_of_its_clusters(string text, int columns) =>
        Assert.Equal(columns, CellWidth.Of(text));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void Text_is_cut_between_clusters_and_marked(string text, int columns, string cut) =>
        Assert.Equal(cut, CellWidth.Truncate(text, columns));
}
