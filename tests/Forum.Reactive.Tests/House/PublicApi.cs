using System.Reflection;
using System.Text;
using Forum.Reactive.Server;
using Forum.Reactive.Transport.Simulation;
using PublicApiGenerator;

namespace Forum.Reactive.Tests.House;

/// <summary>What embedders can use is written down, so that a change to it is seen.</summary>
public sealed class PublicApi
{
    private const string Folder = "tests/Forum.Reactive.Tests/House";

    [Fact]
    public void The_public_API_is_the_approved_one() =>
        Check(typeof(ForumServer).Assembly, $"{Folder}/PublicApi.approved.txt");

    [Fact]
    public void The_public_API_for_tests_is_the_approved_one() =>
        Check(typeof(SimulatedNetwork).Assembly, $"{Folder}/PublicApi.Testing.approved.txt");

    private static void Check(Assembly library, string approvedFile)
    {
        var now = Generate(library);
        var file = Repository.PathOf(approvedFile);
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (now == approved)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("FORUM_APPROVE_API") == "1")
        {
            File.WriteAllText(file, now);
        }

        Assert.Fail(
            $"The public API changed:\n\n{Difference(approved, now)}\n"
                + $"If this is meant, accept it and commit {approvedFile}:\n"
                + "FORUM_APPROVE_API=1 dotnet test tests/Forum.Reactive.Tests --filter PublicApi"
        );
    }

    private static string Generate(Assembly library)
    {
        var api = library.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        return api.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    private static string Difference(string before, string after)
    {
        var old = before.Split('\n');
        var now = after.Split('\n');
        var text = new StringBuilder();
        Array.ForEach([.. old.Except(now)], line => text.AppendLine($"- {line}"));
        Array.ForEach([.. now.Except(old)], line => text.AppendLine($"+ {line}"));
        return text.Length > 0 ? text.ToString() : "(only the order of lines)";
    }
}
