namespace Forum.ClientApp.Terminal;

/// <summary>
/// Does something when the program ends and nobody else has: after an exception that nobody caught, on whichever thread, before
/// the runtime tells of it; and at any other end that the system lets a program notice. Not after being disposed.
/// </summary>
internal sealed class ProgramEnd : IDisposable
{
    private readonly Action _act;

    /// <param name="act">What is done; it may be done twice, and must not wait for long.</param>
    public ProgramEnd(Action act)
    {
        _act = act;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
    }

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs e) => _act();

    private void OnProcessExit(object? sender, EventArgs e) => _act();
}
