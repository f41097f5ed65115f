using System.Runtime.InteropServices;
using System.Text;
using Forum.Reactive.Access;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Access;

/// <summary>Hashed passwords, alone and among the credentials.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class PasswordHashTests
{
    /// <summary>Of <c>comp9331</c>, as Python's hashlib has it.</summary>
    private const string Known =
        "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg==$0w0FOaAP9vIQY"
        + "qOMzTykhVdNy5R5nMDDwybr6cC6aSk/E0dgtETOJZWlEOlyhEO8yO0zPGlTGYCOJ6To7HYzGA==";

    [Fact]
    public void A_hash_matches_its_password_and_no_other()
    {
        var hash = PasswordHash.Of("comp9331"u8, iterations: 10);
        Assert.True(hash.Matches("comp9331"u8));
        Assert.False(hash.Matches("comp9332"u8));
        Assert.False(hash.Matches(""u8));
        Assert.NotEqual(hash.ToString(), PasswordHash.Of("comp9331"u8, iterations: 10).ToString());
    }

    [Fact]
    public void A_hash_is_written_and_read_as_others_do_it()
    {
        var hash = PasswordHash.TryParse(Known);
        Assert.NotNull(hash);
        Assert.Equal(1000, hash.Iterations);
        Assert.True(hash.Matches("comp9331"u8));
        Assert.Equal(Known, hash.ToString());
    }

    [Theory]
    [InlineData("$pbkdf2-sha512$x")]
    [InlineData("$pbkdf2-sha512$i=1$MDEyMzQ1Njc4OWFiY2RlZg==")]
    [InlineData("$pbkdf2-sha512$i=1$MDEyMzQ1Njc4OWFiY2RlZg==$")]
    [InlineData("$pbkdf2-sha512$i=0$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=10000001$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=-1$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$n=1$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=1$!!$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=1$MDEy$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("$pbkdf2-sha512$i=1$MDEyMzQ1Njc4OWFiY2RlZg==$MDEy")]
    [InlineData("$pbkdf2-sha512$i=1$MDEyMzQ1Njc4OWFiY2RlZg==$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=$x")]
    public void What_is_no_hash_is_a_malformed_line_that_is_named(string secret)
    {
        Assert.Null(PasswordHash.TryParse(secret));
        var error = Assert.Throws<FormatException>(() => Credentials.Parse(["hans comp9331*", $"yoda {secret}"]));
        Assert.StartsWith("line 2: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hashed_and_plain_lines_stand_side_by_side()
    {
        var credentials = Credentials.Parse(Encoding.UTF8.GetBytes($"yoda {Known}\r\nhans comp9331*\n\nluke {Known}"));
        Assert.Equal((3, 1, 1000), (credentials.Count, credentials.PlainCount, credentials.Cost));
        Assert.True(credentials.Verify("yoda", "comp9331"u8));
        Assert.True(credentials.Verify("luke", "comp9331"u8));
        Assert.True(credentials.Verify("hans", "comp9331*"u8));
        Assert.False(credentials.Verify("yoda", Encoding.UTF8.GetBytes(Known)));
        Assert.False(credentials.Verify("hans", "comp9331"u8));
        Assert.False(credentials.Verify("leia", "comp9331"u8));
    }

    [Fact]
    public void Refusing_takes_the_same_time_for_hashed_plain_and_unknown_names()
    {
        string[] lines = [$"slow {PasswordHash.Of("a"u8, 40_000)}", $"quick {PasswordHash.Of("a"u8, 100)}", "plain a"];
        var credentials = Credentials.Parse(lines);
        double[] times = [.. Shortest(credentials, "slow", "quick", "plain", "nobody")];
        Assert.True(times.Max() < 1.5 * times.Min(), string.Join(", ", times));
    }

    /// <summary>By turns, so that a machine that becomes slower or quicker does so for all.</summary>
    private static IEnumerable<double> Shortest(Credentials credentials, params string[] names) =>
        Enumerable
            .Range(0, 12)
            .Select(_ => names.Select(name => TimeToRefuse(credentials, name)).ToArray())
            .Aggregate((shortest, times) => [.. shortest.Zip(times, Math.Min)]);

    private static double TimeToRefuse(Credentials credentials, string name)
    {
        var start = TimeOnThisThread();
        Assert.False(credentials.Verify(name, "wrong"u8));
        return TimeOnThisThread() - start;
    }

    /// <summary>Seconds that this thread has run: what else the machine has to do does not count.</summary>
    private static double TimeOnThisThread()
    {
        Span<long> time = stackalloc long[2];
        Assert.Equal(0, ClockTime(3, ref time[0])); // CLOCK_THREAD_CPUTIME_ID
        return time[0] + (time[1] / 1e9);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockTime(int clock, ref long time);
}
