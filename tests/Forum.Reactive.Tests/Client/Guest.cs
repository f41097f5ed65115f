using System.Reactive.Threading.Tasks;
using Forum.Reactive.Client;
using Forum.Reactive.Tests.Transfer;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Client;

/// <summary>A user of a <see cref="ForumWorld"/> with the library's client and files.</summary>
internal sealed class Guest : IDisposable
{
    private readonly ForumWorld _world;

    public Guest(ForumWorld world, string name, string password, string address, IFileStore? store = null)
    {
        _world = world;
        var host = world.Network.Host(address);
        Files = FileExchange.Open(
            new FileExchangeOptions { UdpPort = 8000 },
            host,
            store ?? Store,
            host.StartLoop("files"),
            Entropy.FromSeed(name.Length + name[0])
        );
        Files.Offers.Subscribe(Offers.Add);
        Client = world.LogInClient(name, password, address, Files);
    }

    public MemoryFileStore Store { get; } = new();

    public FileExchange Files { get; }

    public ForumClient Client { get; }

    public List<FileOffer> Offers { get; } = [];

    public TravellingFile Send(string receiver, string name, byte[]? content)
    {
        if (content is not null)
        {
            Store[name] = content;
        }

        return Send(receiver, name);
    }

    public TravellingFile Send(string receiver, string path)
    {
        var sent = Client.SendFile(receiver, path);
        _world.Settle();
        return sent;
    }

    public void Dispose() => Files.Dispose();
}

internal static class ClientsOfForumWorld
{
    /// <summary>The library's client, logged in.</summary>
    public static ForumClient LogInClient(
        this ForumWorld world,
        string name,
        string password,
        string address,
        FileExchange? files = null
    )
    {
        var connecting = ForumClient
            .Connect(ForumWorld.ServerAddress, 12000, world.Network.Host(address), files)
            .ToTask();
        world.Settle();
        var client = connecting.Result;
        var welcome = client.LogIn(name, password).ToTask();
        world.Settle();
        Assert.Equal("Welcome to TOOM!", welcome.Result);
        return client;
    }
}
