using System.Reflection;
using Forum.Reactive.Server;
using Forum.Reactive.Transfer;
using NetArchTest.Rules;

namespace Forum.Reactive.Tests.House;

/// <summary>Folders depend downwards only.</summary>
public sealed class Dependencies
{
    private const string Root = "Forum.Reactive";
    private static readonly Assembly Library = typeof(ForumServer).Assembly;
    private static readonly string[] Folders =
    [
        "Protocol",
        "Transport",
        "Log",
        "Board",
        "Access",
        "Presence",
        "Forum",
        "Views",
        "Server",
        "Client",
        "Transfer",
    ];

    public static TheoryData<string, string[]> Allowed() =>
        new()
        {
            { "Protocol", [] },
            { "Transport", [] },
            { "Log", ["Protocol", "Transport"] },
            { "Board", ["Protocol"] },
            { "Access", ["Protocol"] },
            { "Presence", ["Protocol"] },
            { "Forum", ["Protocol", "Log", "Board", "Access", "Presence"] },
            { "Views", ["Protocol", "Board", "Presence", "Forum"] },
            { "Server", ["Protocol", "Transport", "Log", "Board", "Access", "Presence", "Forum", "Views"] },
            { "Transfer", ["Protocol", "Transport"] },
            { "Client", ["Protocol", "Transport", "Transfer"] },
        };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_folder_knows_those_below_it_and_no_other(string folder, string[] allowed)
    {
        string[] forbidden = [.. Folders.Except(allowed).Except([folder]).Select(other => $"{Root}.{other}")];
        var result = Types
            .InAssembly(Library)
            .That()
            .ResideInNamespace($"{Root}.{folder}")
            .ShouldNot()
            .HaveDependencyOnAny(forbidden)
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_lists_themselves_have_no_circle()
    {
        AssertOrdered(Allowed());
        AssertOrdered(AllowedInTransfer());
    }

    public static TheoryData<string, string[]> AllowedInTransfer() =>
        new()
        {
            { "Ranges", [] },
            { "Files", ["Ranges"] },
            { "Bundles", ["Files"] },
            { "Packets", ["Ranges"] },
            { "Introduction", ["Packets"] },
            { "Routes", ["Packets"] },
            { "Recovery", ["Ranges", "Packets"] },
            { "Congestion", ["Recovery"] },
            { "Channel", ["Ranges", "Packets", "Routes", "Recovery", "Congestion"] },
            { "Paths", ["Routes", "Channel"] },
        };

    [Theory]
    [MemberData(nameof(AllowedInTransfer))]
    public void Within_transfers_a_folder_knows_those_below_it_and_nothing_above(string folder, string[] allowed)
    {
        var root = $"{Root}.Transfer";
        string[] siblings = [.. AllowedInTransfer().Select(row => row.Data.Item1)];
        string[] forbidden =
        [
            .. siblings.Except(allowed).Except([folder]).Select(other => $"{root}.{other}"),
            .. Library
                .GetTypes()
                .Where(type => type.Namespace == root && !type.IsNested)
                .Select(type => type.FullName!),
        ];
        var result = Types
            .InAssembly(Library)
            .That()
            .ResideInNamespace($"{root}.{folder}")
            .ShouldNot()
            .HaveDependencyOnAny(forbidden)
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void A_step_up_from_a_folder_of_transfers_would_be_seen()
    {
        var above = typeof(TransferInfo);
        var knowing = Types.InAssembly(Library).That().HaveDependencyOn(above.FullName).GetTypes();
        Assert.Contains(knowing, type => type.Namespace == above.Namespace);
    }

    [Fact]
    public void Every_folder_of_transfers_has_its_place()
    {
        var root = $"{Root}.Transfer.";
        string[] folders =
        [
            .. Library
                .GetTypes()
                .Where(type => (type.Namespace ?? "").StartsWith(root, StringComparison.Ordinal))
                .Select(type => type.Namespace![root.Length..])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(folders, AllowedInTransfer().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_lies_above_the_folders_knows_none_of_them()
    {
        var result = Types
            .InAssembly(Library)
            .That()
            .ResideInNamespaceMatching($"^{Root.Replace(".", @"\.", StringComparison.Ordinal)}$")
            .ShouldNot()
            .HaveDependencyOnAny([.. Folders.Select(folder => $"{Root}.{folder}")])
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Every_type_is_in_one_of_the_folders()
    {
        string[] others =
        [
            .. Library
                .GetTypes()
                .Where(type => !type.IsNested)
                .Select(type => type.Namespace ?? "")
                .Where(name => name.StartsWith(Root, StringComparison.Ordinal) && name != Root)
                .Where(name => !Folders.Contains(name.Split('.')[2]))
                .Distinct(),
        ];
        Assert.Empty(others);
    }

    [Fact]
    public void The_library_needs_no_packages_but_streams_and_caches()
    {
        string[] packages =
        [
            .. Library
                .GetReferencedAssemblies()
                .Select(name => name.Name!)
                .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name == "System.Reactive")
                .Where(name => !name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)),
        ];
        Assert.Equal(["DynamicData", "System.Reactive"], packages.Order(StringComparer.Ordinal));
    }

    /// <summary>Each folder knows only those that stand before it.</summary>
    private static void AssertOrdered(TheoryData<string, string[]> list)
    {
        HashSet<string> before = [];
        foreach (var row in list)
        {
            Assert.Subset(before, row.Data.Item2.ToHashSet());
            before.Add(row.Data.Item1);
        }
    }
}
