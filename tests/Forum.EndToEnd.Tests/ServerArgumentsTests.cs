using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>The server program's arguments and its credentials file: what is wrong is said, and the exit code is 2.</summary>
public sealed class ServerArgumentsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("2.5")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData(" 3")]
    [InlineData("+3")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_number_of_failed_attempts_that_is_not_from_1_to_5_is_refused(string number)
    {
        var ending = await Run("0", number);

        Assert.Equal(2, ending.ExitCode);
        Assert.Equal(
            [
                $"Invalid number of allowed failed consecutive attempt: {number}. The valid value of argument number is an integer between 1 and 5.",
            ],
            ending.Errors
        );
        Assert.Empty(ending.Output);
    }

    [Theory]
    [InlineData("65536")]
    [InlineData("port")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("+80")]
    [InlineData("-1")]
    public async Task A_port_that_is_none_is_refused(string port)
    {
        var ending = await Run(port, "3");

        Assert.Equal(2, ending.ExitCode);
        Assert.Equal(
            [$"Invalid server port: {port}. It is an integer between 1 and 65535, or 0 for one that is free."],
            ending.Errors
        );
    }

    [Theory]
    [InlineData()]
    [InlineData("12000")]
    [InlineData("12000", "3", "more")]
    [InlineData("12000", "3", "--no-such-option")]
    [InlineData("12000", "3", "--idle-timeout", "soon")]
    [InlineData("12000", "3", "--log-level", "Loud")]
    public async Task A_missing_or_extra_argument_prints_the_usage(params string[] arguments)
    {
        var ending = await Run(arguments);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("Usage: ServerApp server_port number_of_consecutive_failed_attempts [options]", ending.Errors);
    }

    [Theory]
    [InlineData("--idle-timeout", "0")]
    [InlineData("--idle-timeout", "86401")]
    [InlineData("--max-connections", "0")]
    [InlineData("--max-connections", "1000001")]
    public async Task An_option_out_of_its_bounds_is_refused(string option, string value)
    {
        var ending = await Run("0", "3", option, value);

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith(
            $"Invalid {option}: it is an integer between 1 and ",
            Assert.Single(ending.Errors),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_credentials_file_that_is_not_there_is_named()
    {
        var ending = await Run("0", "3");

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith("Cannot read credentials.txt: ", Assert.Single(ending.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yoda comp9331\nhans\n", 2)]
    [InlineData("yoda  comp9331\n", 1)]
    [InlineData("yoda comp9331 \n", 1)]
    [InlineData(" yoda comp9331\n", 1)]
    [InlineData("yoda comp\t9331\n", 1)]
    [InlineData("yoda comp9331\nhans x\nl;ke x\n", 3)]
    [InlineData("yoda comp9331\nhans x\nyoda y\n", 3)]
    public async Task A_malformed_line_of_the_credentials_file_is_named_by_its_number(string credentials, int line)
    {
        await File.WriteAllTextAsync(_folder.File("users"), credentials);

        var ending = await Run("0", "3", "--credentials", "users");

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith($"Cannot use users: line {line}: ", Assert.Single(ending.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("9331", ending.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var other = await TestServer.Start();
        await File.WriteAllTextAsync(_folder.File("credentials.txt"), "yoda comp9331\n");

        var ending = await Run($"{other.Port}", "3");

        Assert.Equal(1, ending.ExitCode);
        Assert.StartsWith(
            $"Cannot listen on port {other.Port}: ",
            Assert.Single(ending.Errors),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_second_server_in_the_same_folder_leaves_the_files_of_the_first_alone()
    {
        using var first = await TestServer.Start();
        using var yoda = await first.LogIn("yoda");
        await yoda.Ask("MSG hello");
        var messages = await first.MessageLog.ShowsCount(1);

        using var second = RunningProgram.Start("ServerApp", first.Folder.FullName, $"{first.Port}", "3");

        Assert.Equal(1, (await second.Ends()).ExitCode);
        Assert.Equal(messages, first.MessageLog.Lines());
        Assert.Single(first.UserLog.Lines());
    }

    [Fact]
    public async Task A_folder_for_the_log_files_that_cannot_be_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("credentials.txt"), "yoda comp9331\n");

        var ending = await Run("0", "3", "--log-dir", "credentials.txt");

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith("Cannot write ", Assert.Single(ending.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_options_and_ends_well()
    {
        var ending = await Run("--help");

        Assert.Equal(0, ending.ExitCode);
        foreach (var option in (string[])["--credentials", "--log-dir", "--utc", "--log-level", "--idle-timeout"])
        {
            Assert.Contains(ending.Output, line => line.Contains(option, StringComparison.Ordinal));
        }
    }

    private async Task<Ending> Run(params string[] arguments)
    {
        using var program = RunningProgram.Start("ServerApp", _folder.FullName, arguments);
        return await program.Ends();
    }
}
