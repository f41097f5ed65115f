using System.Text;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Plain;

/// <summary>Reads lines from a stream, none longer than a command may be. Not for several threads.</summary>
internal sealed class LineReader(Stream input)
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly List<byte> _line = [];
    private int _start;
    private int _end;

    /// <summary>Waits for the next line. The last one may lack its end; then the input is ended.</summary>
    public Happening Read()
    {
        _line.Clear();
        var length = 0;
        while (Next() is { } value and not (byte)'\n')
        {
            if (++length <= Commands.LongestLine)
            {
                _line.Add(value);
            }
        }

        if (length == 0 && _end == 0)
        {
            return new InputEnded();
        }

        return length > Commands.LongestLine ? new OverlongLineRead() : new LineRead(Text());
    }

    private byte? Next()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = input.Read(_buffer);
        }

        return _end == 0 ? null : _buffer[_start++];
    }

    private string Text()
    {
        if (_line is [.., (byte)'\r'])
        {
            _line.RemoveAt(_line.Count - 1);
        }

        return Encoding.UTF8.GetString([.. _line]);
    }
}
