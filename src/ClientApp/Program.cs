using Forum.ClientApp;
using Forum.Programs;

using var streams = StandardStreams.Take();
return ClientProgram.Run(args, streams);
