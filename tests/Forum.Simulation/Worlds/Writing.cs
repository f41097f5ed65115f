using Forum.Simulation.Model;

namespace Forum.Simulation.Worlds;

/// <summary>What people write: lines right and wrong.</summary>
internal sealed class Writing(ModelForum board, string who, Chance choice)
{
    private static readonly string[] Words =
    [
        "do",
        "or",
        "not",
        "there",
        "is",
        "no",
        "try",
        "żółw",
        "日本",
        "; posted; ",
        "#1",
        "  ",
        "😀",
        "* LAGGED 3",
    ];

    public IEnumerable<string> Lines(StepKind kind)
    {
        switch (kind)
        {
            case StepKind.Post:
                return [$"MSG {Text()}"];
            case StepKind.PostMany:
                return Enumerable.Range(0, choice.Between(2, 60)).Select(_ => $"MSG {Text()}");
            case StepKind.Edit:
                return [$"EDT {Which()} {Text()}"];
            case StepKind.Delete:
                return [$"DLT {Which()}"];
            case StepKind.ReadSince:
                return [$"RDM {ModelForum.Stamp(board.Second - choice.Next(40))}"];
            case StepKind.ReadAfter:
                return [$"RDM #{choice.Next(board.Board.Count + 3)}"];
            case StepKind.List:
                return ["ATU"];
            case StepKind.Follow:
                return ["SUB"];
            case StepKind.Unfollow:
                return ["UNSUB"];
            case StepKind.Port:
                return [$"PORT {choice.OneOf(0, 8000, 65535, 70000)}"];
            case StepKind.Idle:
                return [choice.OneOf("NOOP", "HELP")];
            default:
                return [Nonsense()];
        }
    }

    private string Which()
    {
        var own = choice.Happens(0.7) ? board.Board.FindLastIndex(message => message.User == who) + 1 : 0;
        var number = own > 0 ? own : choice.Between(1, board.Board.Count + (choice.Happens(0.1) ? 1 : 0));
        var time = number >= 1 && number <= board.Board.Count ? board.Board[number - 1].Time : 0;
        return $"{choice.OneOf("#", "")}{Math.Max(0, number)} {ModelForum.Stamp(choice.Happens(0.1) ? time + 1 : time)}";
    }

    private string Text()
    {
        if (choice.Happens(0.03))
        {
            return new string('x', choice.Between(1000, 7000));
        }

        return string.Join(
            ' ',
            Enumerable.Range(0, choice.Between(1, 6)).Select(_ => Words[choice.Next(Words.Length)])
        );
    }

    private string Nonsense() =>
        choice.OneOf(
            "FOO",
            "msg hello",
            "MSG",
            "MSG  ",
            "EDT #1",
            "DLT 1 yesterday",
            "RDM",
            "RDM tomorrow",
            "ATU all",
            "PORT x",
            "OUT now",
            "USER a b",
            "TAKE",
            "NOOP 1",
            "EDT #99999999999999999999 23 Feb 2021 16:01:20 x"
        );
}
