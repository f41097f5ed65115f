namespace Forum.EndToEnd.Tests.Harness;

/// <summary>Hosts on this machine as people have them, in network namespaces: see <c>natbox/natbox-up.sh</c>. Needs root.</summary>
internal sealed class NatBox : IAsyncDisposable
{
    /// <summary>A host that everybody reaches.</summary>
    public const string Public = "nb-pub";

    /// <summary>Its address.</summary>
    public const string PublicAddress = "10.77.1.1";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "natbox");

    private NatBox() { }

    /// <summary>Makes them.</summary>
    /// <param name="a">What the router of the first home does: <c>cone</c>, <c>symmetric</c> or <c>noudp</c>.</param>
    /// <param name="b">What that of the second does.</param>
    public static async Task<NatBox> Up(string a, string b)
    {
        await Command.Succeeds(Folder, "bash", "natbox-up.sh", a, b);
        return new NatBox();
    }

    /// <summary>Removes them.</summary>
    public async ValueTask DisposeAsync() => await Command.Succeeds(Folder, "bash", "natbox-down.sh");
}
