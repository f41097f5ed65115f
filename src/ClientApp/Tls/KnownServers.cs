namespace Forum.ClientApp.Tls;

/// <summary>The certificates of servers that the user has accepted: <c>host:port sha256:HEX</c> a line, in a file of the user's.</summary>
/// <param name="folder">Where the file <c>known_servers</c> is; made when something is first remembered, for its owner alone. Null: nothing is remembered.</param>
internal sealed class KnownServers(string? folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder ?? "", "known_servers");

    /// <summary>The fingerprint that was accepted for a server, the last one if there are several; null if none was.</summary>
    /// <exception cref="IOException">The file is there and cannot be read: nobody is taken for unknown who may be known.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string? Find(string host, int port)
    {
        if (folder is null || !File.Exists(Path))
        {
            return null;
        }

        if (new FileInfo(Path).Length > LargestFile)
        {
            throw new IOException($"{Path} is larger than {LargestFile} bytes");
        }

        return File.ReadLines(Path)
            .Select(line => line.Split(' '))
            .LastOrDefault(parts => parts.Length == 2 && parts[0] == Name(host, port))
            ?[1];
    }

    /// <summary>Remembers a fingerprint.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Add(string host, int port, string fingerprint)
    {
        if (folder is null)
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(Path, options);
        writer.WriteLine($"{Name(host, port)} {fingerprint}");
    }

    // Names of hosts are the same in any case.
    private static string Name(string host, int port) => $"{host.ToLowerInvariant()}:{port}";
}
