using Forum.ClientApp.Peers;
using Forum.Reactive;
using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Tests.Peers;

/// <summary>The two files that make people known again.</summary>
public sealed class KnownPeersTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "forum");

    public void Dispose()
    {
        if (Path.GetDirectoryName(_folder) is { } parent && Directory.Exists(parent))
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public void A_key_is_made_at_the_first_start_for_its_owner_alone_and_stays()
    {
        using var first = OwnKey.LoadOrMake(_folder);
        using var second = OwnKey.LoadOrMake(_folder);

        Assert.Equal(first.PublicKey, second.PublicKey);
        var path = Path.Combine(_folder, "identity.pem");
        Assert.Equal([path], Directory.GetFiles(_folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_file_that_is_no_key_is_named_and_not_replaced()
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "identity.pem");
        File.WriteAllText(path, "junk");

        Assert.StartsWith($"{path} is no key", Assert.Throws<IOException>(() => OwnKey.LoadOrMake(_folder)).Message);
        Assert.Equal("junk", File.ReadAllText(path));
    }

    [Fact]
    public void Who_was_compared_with_is_known_after_a_restart_and_only_on_that_server()
    {
        using var hans = LongTermKey.Create(Entropy.FromSeed(1));
        using var later = LongTermKey.Create(Entropy.FromSeed(2));
        var here = new KnownPeers(_folder, "Here:12000");
        Assert.Null(here.Find("hans"));
        here.Remember("hans", hans.PublicKey);
        Assert.Equal(hans.PublicKey, here.Find("hans"));
        here.Remember("hans", later.PublicKey);

        Assert.Equal(later.PublicKey, new KnownPeers(_folder, "here:12000").Find("hans"));
        Assert.Null(new KnownPeers(_folder, "here:12001").Find("hans"));
        Assert.Null(new KnownPeers(_folder, "here:12000").Find("Hans"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(_folder, "known_peers"))
            );
        }
    }

    [Fact]
    public void Lines_that_are_none_are_passed_over()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "known_peers"), "\nhere:1 hans\nhere:1 hans KEY\n\0\0 \0 \0\n");
        Assert.Null(new KnownPeers(_folder, "here:1").Find("hans"));
    }
}
