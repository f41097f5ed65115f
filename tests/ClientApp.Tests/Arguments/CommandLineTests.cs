using Forum.ClientApp.Arguments;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Arguments;

public sealed class CommandLineTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void Three_arguments_are_enough()
    {
        var options = Parse("localhost", "12000", "8000").Options!;

        Assert.Equal(("localhost", 12000, 8000), (options.Host, options.Port, options.UdpPort));
        Assert.Equal(
            (false, (Acceptance?)null, ".", null, null),
            (options.NoLive, options.Acceptance, options.Downloads, options.LargestFile, options.Mtu)
        );
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = Parse(
            "localhost",
            "12000",
            "0",
            "--no-live",
            "--accept",
            "always",
            "--downloads",
            "/",
            "--max-file-size",
            "2G",
            "--mtu",
            "1400"
        ).Options!;

        Assert.Equal(
            (true, Acceptance.Always, "/", 2L << 30, 1400),
            (options.NoLive, options.Acceptance, options.Downloads, options.LargestFile, options.Mtu)
        );
    }

    [Theory]
    [InlineData("500", 500)]
    [InlineData("64K", 65536)]
    [InlineData("2g", 2147483648)]
    [InlineData("3M", 3145728)]
    public void A_size_may_have_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, Parse("localhost", "12000", "8000", "--max-file-size", text).Options!.LargestFile);

    [Theory]
    [InlineData]
    [InlineData("localhost")]
    [InlineData("localhost", "12000")]
    [InlineData("localhost", "12000", "8000", "extra")]
    [InlineData("localhost", "0", "8000")]
    [InlineData("localhost", "65536", "8000")]
    [InlineData("localhost", "abc", "8000")]
    [InlineData("localhost", "-1", "8000")]
    [InlineData("localhost", "12000", "65536")]
    [InlineData("localhost", "12000", "1.5")]
    [InlineData("localhost", "12000", "8000", "--accept", "maybe")]
    [InlineData("localhost", "12000", "8000", "--downloads", "/no/such/folder")]
    [InlineData("localhost", "12000", "8000", "--max-file-size", "much")]
    [InlineData("localhost", "12000", "8000", "--max-file-size", "9999999999G")]
    [InlineData("localhost", "12000", "8000", "--mtu", "100")]
    [InlineData("localhost", "12000", "8000", "--unknown")]
    public void What_is_wrong_is_told_with_the_usage_and_ends_with_2(params string[] arguments)
    {
        var (options, exitCode) = Parse(arguments);

        Assert.Null(options);
        Assert.Equal(2, exitCode);
        Assert.Contains(
            "Usage: ClientApp server_IP server_port client_udp_server_port [options]",
            _error.ToString(),
            StringComparison.Ordinal
        );
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void A_wrong_port_is_named() =>
        Assert.StartsWith(
            "Invalid server_port: abc. A port is an integer between 1 and 65535.",
            Error("localhost", "abc", "8000"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_explains_everything_and_ends_with_0(string argument)
    {
        var (options, exitCode) = Parse(argument);

        Assert.Null(options);
        Assert.Equal(0, exitCode);
        foreach (var word in new[] { "server_IP", "--accept", "ask|always|never", "NO_COLOR", "Exit codes", "printf" })
        {
            Assert.Contains(word, _output.ToString(), StringComparison.Ordinal);
        }
    }

    private string Error(params string[] arguments)
    {
        Parse(arguments);
        return _error.ToString();
    }

    private (ClientOptions? Options, int ExitCode) Parse(params string[] arguments) =>
        new CommandLine().Parse(arguments, _output, _error);
}
