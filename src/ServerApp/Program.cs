using System.Net.Sockets;
using Forum.Programs;
using Forum.Reactive.Transport;
using Forum.ServerApp;

using var streams = StandardStreams.Take();

if (args is ["journal", ..])
{
    return JournalCommandLine.Run(args[1..]);
}

if (!ServerCommandLine.TryParse(args, streams, out var arguments, out var exitCode))
{
    return exitCode;
}

// While the runtime can still say so: with a few files less it fails on its own account.
if (new RealNetwork().MostConnections == 0)
{
    await Console.Error.WriteLineAsync(
        $"Cannot listen on port {arguments.Port}: the system grants this program too few open files for any connection (see ulimit -n)"
    );
    return 1;
}

try
{
    return await ServerProgram.RunAsync(arguments, streams);
}
catch (StartException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
catch (StoppedException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
catch (SocketException error)
{
    await Console.Error.WriteLineAsync($"Cannot listen on port {arguments.Port}: {error.Message}");
    return 1;
}
