using System.Text.Json;
using Forum.Reactive.Board;

namespace Forum.Reactive.Sqlite;

/// <summary>A board as a table for other programs.</summary>
internal static class BoardText
{
    public static void Write(BoardSnapshot board, TextWriter target, bool asJson)
    {
        if (!asJson)
        {
            target.Write("number,time,user,text,edited\r\n");
        }

        var number = 0;
        foreach (var message in board)
        {
            number++;
            if (asJson)
            {
                target.Write(number == 1 ? "[\n" : ",\n");
                target.Write(JsonSerializer.Serialize(Row(number, message)));
            }
            else
            {
                target.Write(
                    $"{number},{TimeOf(message)},{message.User},{Quote(message.Text)},{(message.IsEdited ? "yes" : "no")}\r\n"
                );
            }
        }

        if (asJson)
        {
            target.Write(number == 0 ? "[]\n" : "\n]\n");
        }
    }

    private static Dictionary<string, object> Row(int number, Message message) =>
        new()
        {
            ["number"] = number,
            ["time"] = TimeOf(message),
            ["user"] = message.User,
            ["text"] = message.Text,
            ["edited"] = message.IsEdited,
        };

    private static string TimeOf(Message message) =>
        message
            .Time.ToDateTimeOffset()
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
