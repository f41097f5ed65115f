using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Check digits between two client programs, and what is remembered of them.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task Two_clients_that_were_compared_know_each_other_again_and_tell_when_a_key_has_changed()
    {
        using var server = await TestServer.Start();
        using var yoda = await TestClient.LogIn(server, "yoda");
        using (var hans = await TestClient.LogIn(server, "hans"))
        {
            await File.WriteAllTextAsync(yoda.Folder.File("a"), "first");
            await yoda.Enter("UPD hans a");
            var atYoda = await Digits(yoda, "hans");
            Assert.Equal(atYoda, await Digits(hans, "yoda"));
            await hans.Program.PrintsBeginning("Received a from yoda: ");

            await yoda.Enter("VERIFY 1");
            await yoda.Program.Prints("hans is verified: you will be told if the key changes.");
            await File.WriteAllTextAsync(yoda.Folder.File("b"), "second");
            await yoda.Enter("UPD hans b");
            await yoda.Program.Prints(
                line => line.EndsWith(" with hans: the key is the one that you verified", StringComparison.Ordinal),
                "that hans is known"
            );
            await hans.Program.PrintsBeginning("Received b from yoda: ");
            await hans.Enter("OUT");
            await hans.Program.Ends();
        }

        using var other = await TestClient.LogIn(server, "hans"); // Another machine: another key.
        await yoda.Enter("UPD hans a");
        await yoda.Program.Prints(
            line => line.StartsWith("The key of hans has changed since you verified it", StringComparison.Ordinal),
            "that the key has changed"
        );
        await yoda.Program.Prints("a was not sent: hans does not show the key that was compared before.");
        Assert.False(File.Exists(other.Folder.File("yoda_a")));

        await yoda.Enter("VERIFY 3");
        await yoda.Enter("UPD hans a");
        await other.Program.PrintsBeginning("Received a from yoda: ");
    }

    private static async Task<string> Digits(TestClient client, string peer)
    {
        var end = $" with {peer}, then VERIFY 1 to know {peer} again";
        var line = await client.Program.Prints(
            line => line.StartsWith("check ", StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal),
            "check digits"
        );
        return line["check ".Length..^end.Length];
    }
}
