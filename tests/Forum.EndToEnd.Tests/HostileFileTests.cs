using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>Those who use the sending of files to do harm: by names, and by junk at the port.</summary>
public sealed class HostileFileTests(LargeFile file) : IClassFixture<LargeFile>, IDisposable
{
    private const int JunkDatagrams = 200_000;
    private static readonly string Key = NewKey();
    private readonly TestFolder _folder = new();

    private static string[] BadNames =>
        [
            "",
            "   ",
            ".",
            "..",
            ".bashrc",
            "../x",
            "../../etc/passwd",
            "/etc/passwd",
            "a/b",
            "a/../b",
            "a\\b",
            "..\\x",
            "a..b",
            "a\u0001b",
            "a\u001b[2Jb",
            "a\u007fb",
            "a\u009bb",
            "a\u202eb",
            "a\u2066b",
            "a\u2028b",
            new('x', 256),
            new('ü', 128),
        ];

    [Fact]
    public async Task A_server_refuses_bad_names_and_shows_them_to_nobody()
    {
        using var server = await TestServer.Start();
        using var yoda = await server.LogIn("yoda");
        using var hans = await server.LogIn("hans");

        foreach (var name in BadNames)
        {
            Assert.StartsWith("501 ", await yoda.Ask($"OFFER hans 1 - {Key} {name}"), StringComparison.Ordinal);
        }

        Assert.Equal("212 1", await yoda.Ask($"OFFER hans 1 - {Key} good name"));
        Assert.Equal($"* OFFER 1 yoda 127.0.0.1 1 - {Key} good name", await hans.Read());
    }

    [Fact]
    public async Task A_client_takes_no_bad_name_from_a_server_that_passes_it_on()
    {
        (string Sender, string Name)[] offers =
        [
            .. BadNames.Select(name => ("yoda", name)),
            ("..", "x"),
            ("../..", "x"),
            ("/tmp", "x"),
            (".vader", "x"),
            ("a/b", "x"),
            ("a\u001bb", "x"),
            (new('y', 65), "x"),
            ("yoda", new string('x', 251)),
        ];
        var lines = string.Concat(offers.Select((offer, at) => Offer(at + 1, offer.Sender, offer.Name)));
        var downloads = Directory.CreateDirectory(_folder.File("downloads"));
        using var server = new HostileServer();
        var serving = server.Serve("230 Welcome\n" + lines + Offer(1000, "yoda", "good name"));
        using var hans = TestClient.Start(
            server.Port,
            options: ["--accept", "always", "--downloads", downloads.FullName]
        );
        await hans.Enter("hans");
        await hans.Enter("anything");

        var accepted = await server.Hears("ACCEPT");

        Assert.StartsWith("ACCEPT 1000 ", accepted, StringComparison.Ordinal);
        for (var at = 0; at < offers.Length; at++)
        {
            Assert.StartsWith(
                $"DECLINE {at + 1} the name of the file ",
                await server.Hears($"DECLINE {at + 1} "),
                StringComparison.Ordinal
            );
        }

        await hans.Enter("CAN 1");
        await hans.Enter("OUT");
        Assert.Equal(0, (await hans.Program.Ends()).ExitCode);
        await serving;
        Assert.All(
            Directory.EnumerateFileSystemEntries(downloads.FullName),
            path => Assert.Equal(".yoda_good name.part", Path.GetFileName(path))
        );
        Assert.Equal([downloads.FullName], Directory.EnumerateFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public async Task A_flood_of_junk_at_both_ports_changes_nothing_of_a_file()
    {
        using var server = await TestServer.Start();
        string[] options = [.. LargeFile.SmallPackets, "--downloads", _folder.FullName];
        using var yoda = await TestClient.LogIn(server, "yoda", options: options);
        using var hans = await TestClient.LogIn(server, "hans", options: options);
        file.LinkInto(yoda.Folder);
        await yoda.Enter($"UPD hans {LargeFile.Name}");
        await file.HasArrived(_folder, 0.05);

        var flood = Task.Run(() => Flood(yoda.UdpPort, hans.UdpPort));
        await hans.Enter("MSG typed in the flood");

        await hans.Program.Prints(
            line => line.StartsWith("Message #1 posted at ", StringComparison.Ordinal),
            "the answer to MSG"
        );
        await hans.Program.PrintsBeginning($"Received {LargeFile.Name} from yoda: ");
        await yoda.Program.Prints($"{LargeFile.Name} has been uploaded");
        await flood;
        await file.IsWholeIn(_folder);
    }

    public void Dispose() => _folder.Dispose();

    private static string Offer(int id, string sender, string name) =>
        $"* OFFER {id} {sender} 127.0.0.1 10 - {Key} {name}\n";

    private static void Flood(params ReadOnlySpan<int> ports)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var random = new Random(1);
        var junk = new byte[1400];
        for (var number = 0; number < JunkDatagrams; number++)
        {
            var datagram = junk.AsSpan(0, 1 + random.Next(junk.Length - 1));
            random.NextBytes(datagram[..Math.Min(datagram.Length, 64)]);
            datagram[0] = number % 4 == 0 ? (byte)number : (byte)0x71; // Mostly as if it were of the transfer's version.
            socket.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, ports[number % ports.Length]));
        }
    }

    private static string NewKey()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
