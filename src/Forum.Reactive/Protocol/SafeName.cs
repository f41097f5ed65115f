using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>Makes a name that may travel of one that may not, as near to it as can be.</summary>
public static class SafeName
{
    /// <summary>
    /// The name itself where <see cref="FileName.Problem"/> finds nothing; otherwise without leading dots, with single dots for
    /// rows of them, with <c>_</c> for what controls, turns, hides or separates, and cut to <see cref="FileName.MaxBytes"/>.
    /// </summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (FileName.Problem(name) is null)
        {
            return name;
        }

        var safe = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var text = rune.ToString();
            var isDotToo = text == "." && (safe.Length == 0 || safe[^1] == '.');
            safe.Append(
                isDotToo ? ""
                : FileName.Problem($"a{text}a") is null ? text
                : "_"
            );
        }

        var fitting = Fit(safe.ToString(), FileName.MaxBytes);
        return FileName.Problem(fitting) is null ? fitting : "file";
    }

    /// <summary>What who sends a file is told of it, without a full stop.</summary>
    internal static string Remark(string name, string safe) =>
        $"{VisibleText.Of(name)} is sent as {safe}, for its name {FileName.Problem(name)}";

    /// <summary>The name, cut before its extension so that it has at most so many bytes.</summary>
    internal static string Fit(string name, int mostBytes)
    {
        var dot = name.LastIndexOf('.');
        var (stem, extension) = dot > 0 && name.Length - dot <= 16 ? (name[..dot], name[dot..]) : (name, "");
        while (Encoding.UTF8.GetByteCount(stem + extension) > mostBytes && stem.Length > 1)
        {
            stem = char.IsLowSurrogate(stem[^1]) ? stem[..^2] : stem[..^1];
        }

        return stem + extension;
    }
}
