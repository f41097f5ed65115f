using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Forum.ClientApp.Rendering;

/// <summary>How what was said looks on a terminal. All text from outside goes through <see cref="VisibleText"/> here.</summary>
internal static class EntryView
{
    /// <summary>A table of messages needs so many columns; below, each takes lines of its own.</summary>
    private const int NarrowestTable = 60;

    /// <summary>What is drawn for an entry.</summary>
    public static IRenderable Of(Entry entry, int columns) =>
        entry switch
        {
            Notice notice => Line((notice.Text, Palette.Of(notice.Tone))),
            EnteredLine entered => Line((entered.Prompt, Palette.Quiet), (entered.Line, Style.Plain)),
            LiveMessage message => OfLive(message),
            Presence presence => Line(
                (presence.User, Palette.Author(presence.User)),
                (presence.IsHere ? " is here" : " has left", Palette.Quiet)
            ),
            DateLine date => Line(($"── {date.Date} ──", Palette.Quiet)),
            MessageList list => OfMessages(list, columns),
            UserList list => OfUsers(list, columns),
            Help => HelpView.Of(columns),
            _ => throw new InvalidOperationException($"Nobody knows how {entry} looks."),
        };

    /// <summary>A line of differently styled pieces.</summary>
    public static Paragraph Line(params (string Text, Style Style)[] pieces)
    {
        var line = new Paragraph();
        foreach (var (text, style) in pieces)
        {
            line.Append(VisibleText.Of(text), style);
        }

        return line;
    }

    private static Paragraph OfLive(LiveMessage message)
    {
        var time = Session.ServerTime.Split(message.Time).TimeOfDay;
        var what = message.Change switch
        {
            Change.Edited => " edited",
            Change.Deleted => " deleted",
            _ => "",
        };
        return Line(
                ($"{time} ", Palette.Quiet),
                (message.User, Palette.Author(message.User)),
                ($" #{message.Number}{what}  ", Palette.Quiet)
            )
            .With(message.Text, message.Reader);
    }

    // Invisible characters are made visible piece by piece: a mention begins and ends between two of them.
    private static Paragraph With(this Paragraph line, string text, string reader)
    {
        var shown = 0;
        foreach (var mention in Mentions.Of(text, reader))
        {
            line.Append(VisibleText.Of(text[shown..mention.Start]), Style.Plain);
            line.Append(VisibleText.Of(text[mention]), Palette.Mention);
            shown = mention.End.Value;
        }

        return line.Append(VisibleText.Of(text[shown..]), Style.Plain);
    }

    private static IRenderable OfMessages(MessageList list, int columns)
    {
        IRenderable table = columns < NarrowestTable ? MessageLines(list) : MessageTable(list);
        return list.Older == 0 ? table : new Rows(table, Line((OlderHint(list.Older), Palette.Quiet)));
    }

    private static string OlderHint(int older) =>
        older == 1 ? "1 earlier message: PageUp or MORE" : $"{older:N0} earlier messages: PageUp or MORE";

    private static Rows MessageLines(MessageList list) =>
        new(
            list.Messages.SelectMany(message =>
                new[]
                {
                    Line(
                        ($"#{message.Number} ", Palette.Quiet),
                        (message.User, Palette.Author(message.User)),
                        ($" {When(message)}", Palette.Quiet)
                    ),
                    new Paragraph().With(message.Text, list.Reader),
                }
            )
        );

    private static string When(BoardMessage message) => message.IsEdited ? $"{message.Time} edited" : message.Time;

    private static Table MessageTable(MessageList list)
    {
        var table = NewTable("#", "When", "Who", "Message");
        table.Columns[0].RightAligned();
        foreach (var message in list.Messages)
        {
            table.AddRow(
                Line(($"{message.Number}", Palette.Quiet)),
                Line((When(message), Palette.Quiet)),
                Line((message.User, Palette.Author(message.User))),
                new Paragraph().With(message.Text, list.Reader)
            );
        }

        return table;
    }

    private static IRenderable OfUsers(UserList list, int columns)
    {
        if (columns < NarrowestTable)
        {
            return UserLines(list.Users);
        }

        var table = NewTable("Who", "Address", "UDP port", "Active since");
        foreach (var user in list.Users)
        {
            table.AddRow(
                Line((user.Name, Palette.Author(user.Name))),
                Line((user.Address, Style.Plain)),
                Line((user.UdpPort, Style.Plain)),
                Line((user.Since, Palette.Quiet))
            );
        }

        return table;
    }

    private static Rows UserLines(IEnumerable<ActiveUser> users) =>
        new(
            users.SelectMany(user =>
                new[]
                {
                    Line((user.Name, Palette.Author(user.Name)), ($" {user.Address} {user.UdpPort}", Palette.Quiet)),
                    Line((user.Since, Palette.Quiet)),
                }
            )
        );

    private static Table NewTable(params string[] headings)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var heading in headings)
        {
            table.AddColumn(
                new TableColumn(Line((heading, Palette.Quiet))) { NoWrap = heading is "#" or "When" or "Who" }
            );
        }

        return table;
    }
}
