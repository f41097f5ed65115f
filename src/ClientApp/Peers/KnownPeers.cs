using Forum.Reactive.Protocol;
using Forum.Reactive.Transfer.Introduction;

namespace Forum.ClientApp.Peers;

/// <summary>
/// The long-term keys of users with whom this user has compared check digits: <c>host:port user KEY</c> a line, in a file of the user's.
/// Of several lines for one user the last counts.
/// </summary>
/// <remarks>Safe on any thread. What another client of the same user adds meanwhile is seen after the next start.</remarks>
internal sealed class KnownPeers : IKnownPeers
{
    private const int LargestFile = 16 * 1024 * 1024;
    private readonly string? _folder;
    private readonly string _server;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal); // Protected by the gate.

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="folder">Where <c>known_peers</c> is; made when somebody is first remembered. Null: nobody outlasts the run.</param>
    /// <param name="server">The server that the names are of.</param>
    /// <exception cref="IOException">It cannot be read: nobody is taken for unknown who may be known.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public KnownPeers(string? folder, string server)
    {
        (_folder, _server) = (folder, server.ToLowerInvariant());
        if (folder is null || !File.Exists(FilePath))
        {
            return;
        }

        if (new FileInfo(FilePath).Length > LargestFile)
        {
            throw new IOException($"{FilePath} is larger than {LargestFile} bytes");
        }

        foreach (var line in File.ReadLines(FilePath))
        {
            if (line.Split(' ') is [var at, var user, var key] && at == _server && P256PublicKey.IsValid(key))
            {
                _keys[user] = key;
            }
        }
    }

    private string FilePath => Path.Combine(_folder ?? "", "known_peers");

    /// <inheritdoc/>
    public string? Find(string user)
    {
        lock (_gate)
        {
            return _keys.GetValueOrDefault(user);
        }
    }

    /// <summary>Remembers a key that was compared.</summary>
    /// <exception cref="IOException">It cannot be written; then it is not remembered.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Remember(string user, string key)
    {
        lock (_gate)
        {
            if (_folder is not null)
            {
                Append(_folder, $"{_server} {user} {key}");
            }

            _keys[user] = key;
        }
    }

    private void Append(string folder, string line)
    {
        PrivateFolder.Make(folder);
        using var writer = new StreamWriter(FilePath, PrivateFolder.Options(FileMode.Append));
        writer.WriteLine(line);
    }
}
