using Forum.Load;
using Forum.Load.Measures;
using Forum.Load.Net;
using Forum.Load.Parts;

Dictionary<string, Func<LoadOptions, Table>> parts = new(StringComparer.Ordinal)
{
    ["posting"] = Posting.Measure,
    ["console"] = ConsoleLines.Measure,
    ["idle"] = IdleConnections.Measure,
    ["board"] = LargeBoard.Measure,
    ["read-few"] = ReadingFew.Measure,
    ["read-all"] = ReadingAll.Measure,
    ["textfile"] = TextFileLag.Measure,
    ["feed"] = LiveFeed.Measure,
    ["stalled"] = StalledSubscriber.Measure,
    ["bystander"] = Bystander.Measure,
    ["mixed"] = MixedLoad.Measure,
    ["start"] = StartUp.Measure,
    ["tls"] = TlsLoad.Measure,
    ["journal"] = JournalPosting.Measure,
    ["journal-million"] = JournalOfMany.Measure,
};

if (args.Length == 0 || !parts.TryGetValue(args[0], out var measure))
{
    await Console.Error.WriteLineAsync(
        $"""
        usage: Forum.Load PART [--server PROGRAM] [--redis PROGRAM] [--runs N] [--seconds S] [--scale MESSAGES] [--cell CxD]
        parts: {string.Join(' ', parts.Keys)}
        """
    );
    return 2;
}

try
{
    measure(LoadOptions.Parse(args.AsSpan(1))).Print(Console.Out);
    return 0;
}
catch (Exception error) when (error is LoadException or FormatException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
