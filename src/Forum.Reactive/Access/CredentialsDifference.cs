namespace Forum.Reactive.Access;

/// <summary>What differs between two <see cref="Credentials"/>: names, in alphabetical order.</summary>
/// <param name="Added">New users.</param>
/// <param name="Removed">Users who are gone.</param>
/// <param name="Changed">Users with another password, or the same one written otherwise.</param>
public sealed record CredentialsDifference(
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Changed
)
{
    private const int MostNames = 10;

    /// <summary>Compares.</summary>
    public static CredentialsDifference Between(Credentials before, Credentials after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new CredentialsDifference(
            Sorted(after.Names.Except(before.Names, StringComparer.Ordinal)),
            Sorted(before.Names.Except(after.Names, StringComparer.Ordinal)),
            Sorted(after.Names.Where(name => before.Has(name) && !after.IsSame(name, before)))
        );
    }

    /// <summary>In words: <c>1 added (luke), 2 removed (hans, leia)</c>; <c>nothing changed</c>.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. Part(Added, "added"),
            .. Part(Removed, "removed"),
            .. Part(Changed, "with another password"),
        ];
        return parts is [] ? "nothing changed" : string.Join(", ", parts);
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Part(IReadOnlyList<string> names, string what)
    {
        if (names.Count > 0)
        {
            var more = names.Count > MostNames ? ", …" : "";
            yield return $"{names.Count} {what} ({string.Join(", ", names.Take(MostNames))}{more})";
        }
    }
}
