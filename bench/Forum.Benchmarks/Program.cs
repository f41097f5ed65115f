using BenchmarkDotNet.Running;
using Forum.Benchmarks.DynamicData;

// Quick tables of our own by name; anything else goes to BenchmarkDotNet.
if (args is ["caches"])
    CacheTable.Print(Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
