namespace Forum.Load;

/// <summary>How to measure.</summary>
/// <param name="Server">The published program of the server.</param>
/// <param name="Redis">The program of Redis.</param>
/// <param name="Runs">Runs of each server that alternate.</param>
/// <param name="Seconds">Length of a run, its warm-up not counted.</param>
/// <param name="Scale">Messages on the large board.</param>
/// <param name="Cell">The only <c>CONNECTIONSxDEPTH</c> to measure of the tables that have several; null: all.</param>
internal sealed record LoadOptions(
    string Server,
    string Redis,
    int Runs,
    double Seconds,
    int Scale,
    string? Cell = null
)
{
    /// <summary>Time before a run is counted, in which the server's code becomes warm.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(1.5);

    public TimeSpan Length => TimeSpan.FromSeconds(Seconds);

    /// <summary>Whether this line of a table is asked for.</summary>
    public bool Wants(int connections, int depth) => Cell is null || Cell == $"{connections}x{depth}";

    /// <summary>Reads <c>--name value</c> pairs.</summary>
    /// <exception cref="FormatException">An option is unknown or has no such value.</exception>
    public static LoadOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new LoadOptions("ServerApp", "redis-server", Runs: 5, Seconds: 3, Scale: 1_000_000);
        for (; args.Length > 0; args = args[2..])
        {
            if (args.Length == 1)
            {
                throw new FormatException($"{args[0]} needs a value");
            }

            options = options.With(args[0], args[1]);
        }

        return options;
    }

    private LoadOptions With(string name, string value) =>
        name switch
        {
            "--server" => this with { Server = value },
            "--redis" => this with { Redis = value },
            "--runs" => this with { Runs = int.Parse(value) },
            "--seconds" => this with { Seconds = double.Parse(value) },
            "--cell" => this with { Cell = value },
            "--scale" => this with { Scale = int.Parse(value) },
            _ => throw new FormatException($"unknown option {name}"),
        };
}
