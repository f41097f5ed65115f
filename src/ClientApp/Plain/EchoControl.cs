using Forum.ClientApp.Terminal;

namespace Forum.ClientApp.Plain;

/// <summary>Keeps a password off the screen of a terminal that is read line by line.</summary>
internal sealed class EchoControl(bool isTerminal) : IDisposable
{
    private readonly byte[]? _usual = isTerminal && !OperatingSystem.IsWindows() ? Libc.Attributes() : null;

    /// <summary>Reads, without echo if it is a secret.</summary>
    public T Reading<T>(bool isSecret, Func<T> read)
    {
        if (_usual is null || !isSecret)
            return read();
        Libc.SetSilent(_usual);
        var value = read();
        Dispose();
        Libc.Write("\n"u8.ToArray());
        return value;
    }

    /// <summary>Switches the echo on again.</summary>
    public void Dispose()
    {
        if (_usual is not null)
            Libc.Restore(_usual);
    }
}
