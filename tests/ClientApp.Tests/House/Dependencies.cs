using System.Reflection;
using Forum.ClientApp.Session;
using NetArchTest.Rules;

namespace Forum.ClientApp.Tests.House;

/// <summary>The client's folders depend downwards only.</summary>
public sealed class Dependencies
{
    private const string Root = "Forum.ClientApp";
    private static readonly Assembly Client = typeof(ClientState).Assembly;

    public static TheoryData<string, string[]> Allowed() =>
        new()
        {
            { "Unicode", [] },
            { "Keys", [] },
            { "Editing", ["Keys", "Unicode"] },
            { "Session", ["Keys", "Editing", "Unicode"] },
            { "Arguments", ["Session"] },
            { "Peers", [] },
            { "Files", ["Session", "Arguments", "Peers"] },
            { "Rendering", ["Session", "Editing", "Unicode"] },
            { "Terminal", ["Session", "Rendering", "Keys"] },
            { "Plain", ["Session", "Rendering", "Terminal"] },
            { "Tls", ["Session", "Arguments", "Terminal", "Plain"] },
        };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_folder_of_the_client_knows_those_below_it_and_no_other(string folder, string[] allowed)
    {
        string[] forbidden = [.. Folders.Except(allowed).Except([folder]).Select(other => $"{Root}.{other}")];
        var result = Types
            .InAssembly(Client)
            .That()
            .ResideInNamespace($"{Root}.{folder}")
            .ShouldNot()
            .HaveDependencyOnAny(forbidden)
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Every_folder_of_the_client_has_its_place()
    {
        string[] found =
        [
            .. Client
                .GetTypes()
                .Select(type => type.Namespace ?? "")
                .Where(name => name.StartsWith($"{Root}.", StringComparison.Ordinal))
                .Select(name => name[(Root.Length + 1)..])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(found, Folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_list_itself_has_no_circle()
    {
        List<string> above = [];
        foreach (var row in Allowed())
        {
            Assert.Subset(above.ToHashSet(), row.Data.Item2.ToHashSet());
            above.Add(row.Data.Item1);
        }
    }

    private static IEnumerable<string> Folders => Allowed().Select(row => row.Data.Item1);
}
