using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class AskedTimeTests
{
    private static readonly TimeZoneInfo Sydney = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 18, 30, 0, TimeSpan.Zero); // 26 Nov 05:30 in Sydney, 19:30 in Berlin

    [Theory]
    [InlineData("today", "25 Nov 2026 13:59:59")]
    [InlineData("yesterday", "24 Nov 2026 13:59:59")]
    [InlineData("16:00", "25 Nov 2026 05:59:59")]
    [InlineData("5:00", "25 Nov 2026 18:59:59")]
    [InlineData("25 Nov", "24 Nov 2026 13:59:59")]
    [InlineData("27 Nov", "26 Nov 2025 13:59:59")]
    [InlineData("25 Nov 16:00", "25 Nov 2026 05:59:59")]
    [InlineData("25 Nov 2020", "24 Nov 2020 13:59:59")]
    [InlineData("2026-11-25", "24 Nov 2026 13:59:59")]
    [InlineData("2h", "25 Nov 2026 17:29:59")]
    [InlineData("30m", "25 Nov 2026 18:59:59")]
    [InlineData("3d", "22 Nov 2026 19:29:59")]
    [InlineData("#120", "#120")]
    [InlineData("23 Feb 2021 16:01:20", "23 Feb 2021 16:01:20")]
    public void Times_of_the_reader_become_those_of_the_server(string text, string asked) =>
        Assert.Equal(asked, AskedTime.ToRequest(text, Now, Sydney, Berlin));

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("25:00")]
    [InlineData("31 Feb")]
    [InlineData("#")]
    [InlineData("#x")]
    [InlineData("h")]
    [InlineData("-2h")]
    public void What_is_no_time_is_none(string text) => Assert.Null(AskedTime.ToRequest(text, Now, Sydney, Berlin));

    [Fact]
    public void Where_nobody_can_tell_what_is_meant_examples_are_shown()
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM soon");

        Assert.Empty(client.Server.Lines);
        Assert.Equal(AskedTime.Examples, client.Said[^1]);
    }

    [Fact]
    public void A_number_goes_to_the_server_as_it_is()
    {
        var client = new ClientUnderTest().LogIn().Enter("RDM #120");

        Assert.Equal(["RDM #120"], client.Server.Lines);
    }
}
