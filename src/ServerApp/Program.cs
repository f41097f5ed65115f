using System.Net.Sockets;
using Forum.Programs;
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

try
{
    return await ServerProgram.RunAsync(arguments, streams);
}
catch (StartException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
catch (SocketException error)
{
    await Console.Error.WriteLineAsync($"Cannot listen on port {arguments.Port}: {error.Message}");
    return 1;
}
