using Forum.ClientApp.Terminal;

namespace Forum.ClientApp.Plain;

/// <summary>Keeps a password off the screen of a terminal that is read line by line.</summary>
internal sealed class EchoControl : IDisposable
{
    private readonly byte[]? _usual;
    private readonly ProgramEnd _end;
    private volatile bool _isSilent;

    /// <param name="isTerminal">Whether the input is a terminal.</param>
    public EchoControl(bool isTerminal)
    {
        _usual = isTerminal && !OperatingSystem.IsWindows() ? Libc.Attributes() : null;
        _end = new ProgramEnd(Rescue);
    }

    /// <summary>Switches the echo off for a secret, and on again; before the prompt is there, so that nothing typed slips by.</summary>
    public void Hide(bool isSecret)
    {
        if (_usual is null || isSecret == _isSilent)
        {
            return;
        }

        _isSilent = isSecret;
        if (isSecret)
        {
            Libc.SetSilent(_usual);
        }
        else
        {
            Libc.Restore(_usual);
        }
    }

    /// <summary>Switches the echo on again.</summary>
    public void Dispose()
    {
        Hide(false);
        _end.Dispose();
    }

    private void Rescue()
    {
        if (_usual is not null && _isSilent)
        {
            Libc.RestoreNow(_usual);
        }
    }
}
