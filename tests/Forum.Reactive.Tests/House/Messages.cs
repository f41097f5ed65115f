using System.Text;
using System.Text.RegularExpressions;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.House;

/// <summary>All that the programs say to people is on one page, <c>docs/messages.md</c>, in one voice.</summary>
public sealed partial class Messages
{
    private const string Page = "docs/messages.md";
    private static readonly AnswerKind[] WithoutWords =
    [
        AnswerKind.None,
        AnswerKind.Left,
        AnswerKind.Event,
        AnswerKind.Messages,
        AnswerKind.ActiveUsers,
    ];

    [Fact]
    public void The_page_of_all_messages_is_up_to_date()
    {
        var path = Repository.PathOf(Page);
        var page = Generate();
        if (Environment.GetEnvironmentVariable("FORUM_APPROVE_MESSAGES") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(page, File.Exists(path) ? File.ReadAllText(path) : "");
    }

    [Fact]
    public void No_message_speaks_of_types_or_of_paths_that_a_system_put_there() =>
        Assert.DoesNotContain(Said(), message => Technical().IsMatch(message.Text));

    [Fact]
    public void A_message_begins_as_a_sentence_does() =>
        Assert.All(
            Said().Where(message => message.Text.Length > 0 && !char.IsUpper(message.Text[0])),
            message => Assert.Matches("^([{#…?(0-9-]|no |server_|credentials)", message.Text)
        );

    [Fact]
    public void Only_words_of_the_specification_shout()
    {
        string[] allowed = ["Error. Invalid command!", "Bye", "Welcome", "ATTENTION"];
        Assert.All(
            Said().Where(message => message.Text.Contains("! ", StringComparison.Ordinal)),
            message => Assert.Contains(allowed, word => message.Text.Contains(word, StringComparison.Ordinal))
        );
    }

    private static string Generate()
    {
        var page = new StringBuilder();
        page.Append("# What the programs say\n\n");
        page.Append(
            "Written by the test `Messages` from the sources (`FORUM_APPROVE_MESSAGES=1` writes it anew); `{…}` stands for what is put in.\n"
        );
        page.Append(
            "One voice: short sentences, what happened first, then what can be done about it; no blame, no jargon.\n"
        );
        foreach (var group in Said().GroupBy(message => message.Program))
        {
            page.Append($"\n## {group.Key}\n\n");
            foreach (var text in group.Select(message => message.Text).Distinct().Order(StringComparer.Ordinal))
            {
                page.Append($"- {text.Replace("*", "\\*", StringComparison.Ordinal)}\n");
            }
        }

        page.Append("\n## The server's answers\n\n");
        foreach (var line in Answers())
        {
            page.Append($"- `{line}`\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> Answers() =>
        Enum.GetValues<AnswerKind>()
            .Where(kind => !WithoutWords.Contains(kind))
            .Select(kind =>
                Written.Of(new Answer(kind, kind == AnswerKind.Usage ? (long)Verb.Edt : 3, Subject: "hans"))
            )
            .SelectMany(answer => answer.TrimEnd('\n').Split('\n'));

    private static IEnumerable<(string Program, string Text)> Said() =>
        new[] { ("The client", "src/ClientApp"), ("The server", "src/ServerApp") }.SelectMany(program =>
            Directory
                .EnumerateFiles(Repository.PathOf(program.Item2), "*.cs", SearchOption.AllDirectories)
                .Where(file =>
                    !file.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                )
                .Order(StringComparer.Ordinal)
                .SelectMany(file => Spoken().Matches(File.ReadAllText(file)))
                .Select(match => (program.Item1, Plain(match.Groups["text"].Value)))
                .Where(message => message.Item2.Contains(' ', StringComparison.Ordinal))
        );

    private static string Plain(string literal) =>
        Placeholder().Replace(literal.Trim().Replace("\\\"", "\"", StringComparison.Ordinal), "{…}");

    // What is said is a literal in a call of one of these.
    [GeneratedRegex(
        @"\b(Say|TellUntaken|AddError|StartException|WriteLine|WriteLineAsync|Fail|Warning|Error|Notice|TroubleHappened)\(\s*(""\{\w+:l\}"",\s*)?\$?""(?<text>([^""\\\n]|\\.)*)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(
        @"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Placeholder();

    [GeneratedRegex(
        @"System\.|Serilog|Exception|\bnull\b|Int32| : '",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Technical();
}
