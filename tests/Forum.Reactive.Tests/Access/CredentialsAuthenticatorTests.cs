using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Forum.Reactive.Access;

namespace Forum.Reactive.Tests.Access;

/// <summary>Passwords checked elsewhere than on the thread that asks.</summary>
public sealed class CredentialsAuthenticatorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Right_and_wrong_passwords_are_told_apart_whatever_the_line_is_like()
    {
        using var authenticator = new CredentialsAuthenticator(
            Credentials.Parse([$"yoda {PasswordHash.Of("comp9331"u8, 1000)}", "hans comp9331*"])
        );
        Assert.True(await authenticator.Verify("yoda", "comp9331"u8.ToArray()).ToTask().WaitAsync(Patience));
        Assert.False(await authenticator.Verify("yoda", "comp9332"u8.ToArray()).ToTask().WaitAsync(Patience));
        Assert.True(await authenticator.Verify("hans", "comp9331*"u8.ToArray()).ToTask().WaitAsync(Patience));
        Assert.False(await authenticator.Verify("nobody", "comp9331*"u8.ToArray()).ToTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_slow_check_holds_nobody_up_and_keeps_a_copy_of_the_password()
    {
        using var authenticator = new CredentialsAuthenticator(
            Credentials.Parse([$"yoda {PasswordHash.Of("comp9331"u8, 1_000_000)}"])
        );
        var password = "comp9331"u8.ToArray();
        var check = authenticator.Verify("yoda", password).ToTask();
        Assert.False(check.IsCompleted);
        Array.Clear(password);
        Assert.True(await check.WaitAsync(Patience));
    }

    [Fact]
    public void Without_hashes_the_answer_is_there_at_once()
    {
        using var authenticator = new CredentialsAuthenticator(Credentials.Parse(["yoda comp9331"]));
        List<bool> answers = [];
        authenticator.Verify("yoda", "comp9331"u8.ToArray()).Subscribe(answers.Add);
        Assert.Equal([true], answers);
    }

    [Fact]
    public async Task A_flood_is_refused_beyond_what_may_wait_and_none_of_it_is_lost()
    {
        const int Flood = 4 * CredentialsAuthenticator.MostWaiting;
        using var authenticator = new CredentialsAuthenticator(
            Credentials.Parse([$"yoda {PasswordHash.Of("comp9331"u8, 20_000)}"])
        );
        var answers = new ConcurrentBag<bool?>();
        var checks = Enumerable
            .Range(0, Flood)
            .Select(_ => authenticator.Verify("yoda", "comp9331"u8.ToArray()))
            .ToList();
        foreach (var check in checks)
        {
            answers.Add(await check.Select(isRight => (bool?)isRight).DefaultIfEmpty().ToTask().WaitAsync(Patience));
        }

        Assert.DoesNotContain(false, answers);
        Assert.InRange(answers.Count(answer => answer is null), 1, Flood - CredentialsAuthenticator.MostWaiting);
    }

    [Fact]
    public async Task Other_users_are_taken_at_once_and_those_who_are_gone_are_told()
    {
        using var authenticator = new CredentialsAuthenticator(Credentials.Parse(["yoda a", "hans b", "luke c"]));
        List<IReadOnlyList<string>> removed = [];
        authenticator.Removed.Subscribe(removed.Add);
        authenticator.Exchange(Credentials.Parse(["yoda x", "hans b", "luke c"]));
        Assert.Empty(removed);
        authenticator.Exchange(Credentials.Parse(["yoda x", "leia d"]));
        Assert.Equal(["hans", "luke"], Assert.Single(removed).Order(StringComparer.Ordinal));
        Assert.True(await authenticator.Verify("leia", "d"u8.ToArray()));
        Assert.False(await authenticator.Verify("hans", "b"u8.ToArray()));
    }

    [Fact]
    public async Task After_the_end_nothing_is_checked_any_more()
    {
        var authenticator = new CredentialsAuthenticator(
            Credentials.Parse([$"yoda {PasswordHash.Of("comp9331"u8, 1000)}"])
        );
        authenticator.Dispose();
        Assert.True(await authenticator.Verify("yoda", "comp9331"u8.ToArray()).IsEmpty().ToTask().WaitAsync(Patience));
    }
}
