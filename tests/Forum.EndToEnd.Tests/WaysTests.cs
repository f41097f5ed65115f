using System.Diagnostics;
using System.Security.Cryptography;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>From any client to any other: real programs on hosts with firewalls and routers between them.</summary>
public sealed class WaysTests
{
    private const int Size = 4_000_000;

    [Theory]
    [InlineData("cone", "cone", NatBox.Public, "nb-fw")]
    [InlineData("cone", "cone", "nb-fw", NatBox.Public)]
    [InlineData("cone", "cone", NatBox.Public, "nb-ha")]
    [InlineData("cone", "cone", "nb-ha", NatBox.Public)]
    [InlineData("cone", "cone", "nb-fw", "nb-ha")]
    [InlineData("cone", "cone", "nb-ha", "nb-fw")]
    [InlineData("cone", "cone", "nb-ha", "nb-hb")]
    [InlineData("symmetric", "cone", NatBox.Public, "nb-ha")]
    [InlineData("symmetric", "cone", "nb-ha", NatBox.Public)]
    [InlineData("cone", "cone", "nb-ha", "nb-ha")]
    public Task A_file_travels_without_the_server(string a, string b, string from, string to) =>
        Send(a, b, from, to, relay: "off");

    // Linux lets in only the very address and port that it has sent to, and `fully-random` tells nobody the port in time: of a cone and
    // a symmetric router that are both Linux, no side can be the first.
    [Theory]
    [InlineData("symmetric", "symmetric", "nb-ha", "nb-hb")]
    [InlineData("cone", "symmetric", "nb-ha", "nb-hb")]
    [InlineData("noudp", "cone", "nb-ha", "nb-hb")]
    [InlineData("cone", "noudp", "nb-ha", "nb-hb")]
    [InlineData("noudp", "noudp", "nb-ha", "nb-hb")]
    [InlineData("cone", "noudp", NatBox.Public, "nb-hb")]
    [InlineData("noudp", "cone", "nb-ha", NatBox.Public)]
    public Task A_file_that_cannot_go_straight_is_relayed(string a, string b, string from, string to) =>
        Send(a, b, from, to, relay: "20M");

    private static async Task Send(string a, string b, string from, string to, string relay)
    {
        await using var box = await NatBox.Up(a, b);
        using var server = await TestServer.StartOn(NatBox.Public, "--relay", relay);
        using var yoda = await TestClient.LogInFrom(from, server, "yoda");
        using var hans = await TestClient.LogInFrom(to, server, "hans", "--accept", "always");
        var content = RandomNumberGenerator.GetBytes(Size);
        await File.WriteAllBytesAsync(yoda.Folder.File("lecture.mp4"), content);
        var time = Stopwatch.StartNew();
        await yoda.Enter("UPD hans lecture.mp4");
        await hans.Program.PrintsBeginning("Received lecture.mp4 from yoda: ");
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(content, await File.ReadAllBytesAsync(hans.Folder.File("yoda_lecture.mp4")));
        await yoda.Program.Prints("lecture.mp4 has been uploaded");
    }
}
