using System.Reflection;
using Forum.EndToEnd.Tests.Harness;

namespace Forum.EndToEnd.Tests;

/// <summary>The first command of the README, in the repository itself.</summary>
public sealed class FirstCommandTests
{
    private static readonly string Configuration = typeof(FirstCommandTests)
        .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
        .Configuration;

    [Fact]
    public async Task The_servers_project_runs_from_the_root_of_the_repository_with_the_example_users()
    {
        // The log files go elsewhere, lest those of somebody who runs a server here are emptied.
        using var logs = new TestFolder();
        using var server = RunningProgram.StartDotnet(
            Root(),
            "run",
            "--no-build",
            "--configuration",
            Configuration,
            "--project",
            "src/ServerApp",
            "--",
            "0",
            "3",
            "--log-dir",
            logs.FullName
        );
        using (var client = await LineClient.Greeted(await TestServer.PortOf(server)))
        {
            Assert.Equal("230 Welcome to TOOM!", await client.TryLogIn("yoda", "comp9331"));
            Times.Matches("210 Message #1 posted at TIME.", await client.Ask("MSG hello"));
            Assert.Equal("221 Bye, yoda!", await client.Ask("OUT"));
        }

        // The server is a child of the program that was started, which passes the signal on.
        server.Send(Signal.Terminate);

        var ending = await server.Ends();
        Assert.Contains("yoda logout", ending.Output);
        Assert.Empty(ending.Errors);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Forum.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Forum.sln is nowhere above the tests.");
        }

        return folder.FullName;
    }
}
