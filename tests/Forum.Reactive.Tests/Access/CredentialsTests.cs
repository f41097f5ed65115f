using System.Text;
using Forum.Reactive.Access;

namespace Forum.Reactive.Tests.Access;

public sealed class CredentialsTests
{
    [Fact]
    public void A_user_has_the_password_of_the_line_and_no_other()
    {
        var credentials = Credentials.Parse(["yoda comp9331", "", "hans Häns*"]);
        Assert.Equal(2, credentials.Count);
        Assert.True(credentials.Verify("yoda", "comp9331"u8));
        Assert.True(credentials.Verify("hans", Encoding.UTF8.GetBytes("Häns*")));
        Assert.False(credentials.Verify("yoda", "Comp9331"u8));
        Assert.False(credentials.Verify("Yoda", "comp9331"u8));
        Assert.False(credentials.Verify("yoda", default));
        Assert.False(credentials.Verify("nobody", default));
    }

    [Theory]
    [InlineData("yoda")]
    [InlineData("yoda ")]
    [InlineData(" comp9331")]
    [InlineData("yoda  comp9331")]
    [InlineData("yoda comp 9331")]
    [InlineData("yo;da comp9331")]
    [InlineData("yo/da comp9331")]
    [InlineData("yöda comp9331")]
    [InlineData("yoda comp\t9331")]
    [InlineData("hans twice")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345 toolong")]
    public void A_malformed_line_is_an_error_that_names_it(string line)
    {
        var error = Assert.Throws<FormatException>(() => Credentials.Parse(["hans comp9331*", line]));
        Assert.StartsWith("line 2: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_does_not_show_the_password()
    {
        var error = Assert.Throws<FormatException>(() => Credentials.Parse(["hans secret1", "hans secret2"]));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
