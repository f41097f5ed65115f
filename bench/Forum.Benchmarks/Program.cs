using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Forum.Benchmarks.Caches;
using Forum.Benchmarks.Server;

// Quick tables of our own by name; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["caches"]:
        CacheTable.Print(Console.Out);
        break;
    case ["operators"]:
        OperatorTable.Print(Console.Out);
        break;
    case ["restless"]:
        RestlessWriters.Print(Console.Out);
        break;
    case ["profile"]:
        PostProfile.Print(Console.Out);
        break;
    default:
        // In this process: nothing is generated, restored or built for a run.
        IConfig config = DefaultConfig
            .Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
        break;
}
