using System.Globalization;
using System.Text;
using Forum.ClientApp.Unicode;

namespace Forum.ClientApp.Tests.Rendering;

/// <summary>
/// A terminal in memory that knows what the painter uses, and throws at anything else. A cell holds a cluster; the second
/// cell of a wide one is empty.
/// </summary>
internal sealed class VirtualScreen(int columns, int rows)
{
    private readonly List<string[]> _lines = [NewLine(columns)];
    private int _row;
    private int _column;
    private bool _wraps = true;

    /// <summary>Columns.</summary>
    public int Columns { get; private set; } = columns;

    /// <summary>The cursor's column, from 0.</summary>
    public int CursorColumn => Math.Min(_column, Columns - 1);

    /// <summary>All lines, what has scrolled away too, without spaces at their ends.</summary>
    public string[] Lines => [.. _lines.Select(line => string.Concat(line).TrimEnd())];

    /// <summary>The row on which the cursor stands.</summary>
    public string CursorLine => Lines[_row];

    /// <summary>How often something was written.</summary>
    public int Writes { get; private set; }

    /// <summary>All escape sequences that set colours and the like.</summary>
    public List<string> Styles { get; } = [];

    /// <summary>Writes as a program does.</summary>
    public void Write(string text)
    {
        Writes++;
        for (var at = 0; at < text.Length; )
        {
            at = text[at] == '\x1b' ? Sequence(text, at + 2) : Character(text, at);
        }
    }

    /// <summary>Changes the width as terminals do that wrap nothing anew: what no longer fits is cut off.</summary>
    public void Resize(int newColumns)
    {
        Columns = newColumns;
        for (var i = 0; i < _lines.Count; i++)
        {
            _lines[i] =
            [
                .. _lines[i].Take(newColumns),
                .. Enumerable.Repeat(" ", Math.Max(0, newColumns - _lines[i].Length)),
            ];
        }

        _column = Math.Min(_column, newColumns - 1);
    }

    private static string[] NewLine(int columns) => [.. Enumerable.Repeat(" ", columns)];

    private int Character(string text, int at)
    {
        var next = Graphemes.Next(text, at);
        var cluster = text[at..next];
        switch (cluster)
        {
            case "\r\n":
                _column = 0;
                LineFeed();
                break;
            case "\r":
                _column = 0;
                break;
            case "\n":
                LineFeed();
                break;
            default:
                Put(cluster);
                break;
        }

        return next;
    }

    private void Put(string cluster)
    {
        var width = CellWidth.Of(cluster);
        if (cluster.Any(char.IsControl))
        {
            throw new InvalidOperationException($"A control character reached the terminal: {(int)cluster[0]:x2}");
        }

        if (_column + width > Columns && _wraps)
        {
            throw new InvalidOperationException("A line ran over the edge.");
        }

        if (_column + width > Columns)
        {
            _column = Columns - width;
        }

        _lines[_row][_column] = cluster;
        for (var i = 1; i < width; i++)
        {
            _lines[_row][_column + i] = "";
        }

        _column += width;
    }

    private void LineFeed()
    {
        if (++_row == _lines.Count)
        {
            _lines.Add(NewLine(Columns));
        }
    }

    private int Sequence(string text, int start)
    {
        var end = start;
        while (text[end] is < '@' or > '~')
        {
            end++;
        }

        var parameters = text[start..end];
        var number = int.TryParse(parameters, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : 1;
        Obey(text[end], parameters, number);
        return end + 1;
    }

    private void Obey(char final, string parameters, int number)
    {
        switch (final, parameters)
        {
            case ('m', _):
                Styles.Add(parameters);
                break;
            case ('A', _):
                Up(number);
                break;
            case ('C', _):
                _column = Math.Min(Columns - 1, _column + number);
                break;
            case ('H', ""):
                (_row, _column) = (Math.Max(0, _lines.Count - rows), 0);
                break;
            case ('K', ""):
                Array.Fill(_lines[_row], " ", CursorColumn, Columns - CursorColumn);
                break;
            case ('K', "2"):
                Array.Fill(_lines[_row], " ");
                break;
            case ('J', ""):
                EraseBelow();
                break;
            case ('J', "2"):
                Clear();
                break;
            case ('h' or 'l', "?7"):
                _wraps = final == 'h';
                break;
            case ('h' or 'l', "?25" or "?2026"):
                break;
            default:
                throw new InvalidOperationException($"The terminal does not know ESC [ {parameters} {final}");
        }
    }

    private void Up(int count)
    {
        if (_row - count < Math.Max(0, _lines.Count - rows))
        {
            throw new InvalidOperationException("The cursor left the screen.");
        }

        _row -= count;
    }

    private void EraseBelow()
    {
        Array.Fill(_lines[_row], " ", CursorColumn, Columns - CursorColumn);
        _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
    }

    private void Clear()
    {
        _lines.Clear();
        _lines.Add(NewLine(Columns));
        _row = 0;
    }
}
