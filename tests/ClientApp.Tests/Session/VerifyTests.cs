using Forum.ClientApp.Session;
using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Tests.Session;

public class VerifyTests
{
    [Fact]
    public void Who_logs_in_is_known_by_that_name() =>
        Assert.Equal(["yoda"], new ClientUnderTest().LogIn().Files.Names);

    [Fact]
    public void Digits_to_compare_are_shown_and_the_other_user_is_remembered_at_the_users_word()
    {
        var client = Sending().Happen(new PeerMet(1, "402 913", "KEY", PeerStanding.Unknown));
        Assert.Equal("check 402 913 with hans, then VERIFY 1 to know hans again", client.Said[^1]);
        Assert.DoesNotContain(client.Files.Done, effect => effect is RememberPeer);

        client.Happen(new FileArrived(1, "")).Enter("VERIFY 1");

        Assert.Equal(new RememberPeer("hans", "KEY"), client.Files.Done[^1]);
        Assert.Equal("hans is verified: you will be told if the key changes.", client.Said[^1]);
    }

    [Fact]
    public void A_key_that_is_the_verified_one_is_said_to_be()
    {
        var client = Sending().Happen(new PeerMet(1, "402 913", "KEY", PeerStanding.Verified));
        Assert.Equal("check 402 913 with hans: the key is the one that you verified", client.Said[^1]);
    }

    [Fact]
    public void A_key_that_has_changed_is_told_as_an_error_and_can_be_taken_after_another_look()
    {
        var client = Sending().Happen(new PeerMet(1, "402 913", "NEW", PeerStanding.Changed));

        var told = client.Shown<Notice>()[^1];
        Assert.StartsWith("The key of hans has changed since you verified it", told.Text);
        Assert.Contains("check 402 913 with hans", told.Text);
        Assert.Equal(Tone.Error, told.Tone);
        client.Happen(new FileFailed(1, "hans does not show the key")).Enter("VERIFY #1");
        Assert.Equal(new RememberPeer("hans", "NEW"), client.Files.Done[^1]);
    }

    [Fact]
    public void One_that_shows_no_key_any_more_is_an_alarm_and_cannot_be_remembered()
    {
        var client = Sending().Happen(new PeerMet(1, "402 913", null, PeerStanding.Changed));
        Assert.StartsWith("hans shows no key, and you had verified one", client.Said[^1]);

        client.Enter("VERIFY 1");
        Assert.Equal("hans shows no key that could be remembered.", client.Said[^1]);
    }

    [Theory]
    [InlineData("VERIFY", "Usage: VERIFY number")]
    [InlineData("VERIFY hans", "Usage: VERIFY number")]
    [InlineData("VERIFY 7", "No check digits were shown under number 7.")]
    public void What_was_not_shown_cannot_be_verified(string line, string told) =>
        Assert.Equal(told, Sending().Enter(line).Said[^1]);

    [Fact]
    public void A_key_that_cannot_be_kept_is_not_called_verified()
    {
        var client = Sending().Happen(new PeerMet(1, "402 913", "KEY", PeerStanding.Unknown));
        client.Files.Failure = new IOException("the disk is full");
        client.Enter("VERIFY 1");

        Assert.Equal("The key of hans could not be kept: the disk is full.", client.Said[^1]);
    }

    [Fact]
    public void Only_the_last_hundred_are_kept_for_the_users_word()
    {
        var client = new ClientUnderTest().LogIn();
        for (var id = 1; id <= 120; id++)
        {
            client.Enter("UPD hans a").Happen(new PeerMet(id, "402 913", "KEY", PeerStanding.Unknown));
            client.Happen(new FileFailed(id, "it was stopped"));
        }

        Assert.Equal(100, client.State.Files.Met.Count);
        Assert.Equal(21, client.State.Files.Met.Keys.First());
    }

    private static ClientUnderTest Sending() => new ClientUnderTest().LogIn().Enter("UPD hans a");
}
