using System.Buffers.Text;
using System.Text;

namespace Forum.Reactive.Protocol;

/// <summary>
/// Timestamps as users meet them: <c>23 Feb 2021 16:01:20</c>, English month names, in one time zone. Stateless and safe
/// on any thread; <see cref="TimestampText"/> adds a cache for a writer's hot path.
/// </summary>
public sealed class TimestampFormat(TimeZoneInfo zone)
{
    /// <summary>Bytes (and characters) in every formatted timestamp.</summary>
    public const int Length = 20;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Timestamps in UTC.</summary>
    public static TimestampFormat Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The zone in which timestamps are written and read.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Writes <paramref name="time"/> into the first <see cref="Length"/> bytes of <paramref name="target"/>.</summary>
    public void Format(Timestamp time, Span<byte> target)
    {
        var local = TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), Zone).DateTime;
        target = target[..Length];
        WriteDigits(local.Day, target[..2]);
        target[2] = (byte)' ';
        Months.Slice((local.Month - 1) * 3, 3).CopyTo(target[3..]);
        target[6] = (byte)' ';
        WriteDigits(local.Year, target[7..11]);
        target[11] = (byte)' ';
        WriteDigits(local.Hour, target[12..14]);
        target[14] = (byte)':';
        WriteDigits(local.Minute, target[15..17]);
        target[17] = (byte)':';
        WriteDigits(local.Second, target[18..20]);
    }

    /// <summary><paramref name="time"/> as text.</summary>
    public string Format(Timestamp time)
    {
        Span<byte> text = stackalloc byte[Length];
        Format(time, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>
    /// Reads a timestamp that takes up all of <paramref name="text"/>. A local time that the zone skips is read with the
    /// offset in force before the gap; one that the zone has twice is read as its <see cref="TimestampReading.Earliest"/>
    /// instant and remembers the other.
    /// </summary>
    /// <returns>Whether <paramref name="text"/> is a timestamp.</returns>
    public bool TryParse(ReadOnlySpan<byte> text, out TimestampReading reading)
    {
        reading = default;
        if (!TryParseLocal(text, out var local))
        {
            return false;
        }

        var offset = Zone.GetUtcOffset(local);
        var seconds = (local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        if (!Zone.IsAmbiguousTime(local))
        {
            reading = new TimestampReading(new Timestamp(seconds - (long)offset.TotalSeconds), 0);
            return true;
        }

        var offsets = Zone.GetAmbiguousTimeOffsets(local);
        var greatest = (long)offsets.Max().TotalSeconds;
        var least = (long)offsets.Min().TotalSeconds;
        reading = new TimestampReading(new Timestamp(seconds - greatest), (int)(greatest - least));
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out TimestampReading)"/>
    public bool TryParse(ReadOnlySpan<char> text, out TimestampReading reading)
    {
        reading = default;
        Span<byte> bytes = stackalloc byte[Length];
        return text.Length == Length
            && Ascii.FromUtf16(text, bytes, out _) == System.Buffers.OperationStatus.Done
            && TryParse(bytes, out reading);
    }

    private static bool TryParseLocal(ReadOnlySpan<byte> text, out DateTime local)
    {
        local = default;
        if (
            text.Length != Length
            || text[2] != ' '
            || text[6] != ' '
            || text[11] != ' '
            || text[14] != ':'
            || text[17] != ':'
        )
        {
            return false;
        }

        var month = MonthOf(text.Slice(3, 3));
        if (
            month == 0
            || !TryDigits(text[..2], out var day)
            || !TryDigits(text[7..11], out var year)
            || !TryDigits(text[12..14], out var hour)
            || !TryDigits(text[15..17], out var minute)
            || !TryDigits(text[18..20], out var second)
        )
        {
            return false;
        }

        // The first and the last year stay out, so that no zone's offset can leave the range of dates.
        if (
            year is < 2 or > 9998
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        )
        {
            return false;
        }

        local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static int MonthOf(ReadOnlySpan<byte> name)
    {
        for (var month = 0; month < 12; month++)
        {
            if (name.SequenceEqual(Months.Slice(month * 3, 3)))
            {
                return month + 1;
            }
        }

        return 0;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value) =>
        Utf8Parser.TryParse(text, out value, out var used)
        && used == text.Length
        && text[0] is >= (byte)'0' and <= (byte)'9';

    private static void WriteDigits(int value, Span<byte> target)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            target[i] = (byte)('0' + digit);
        }
    }
}

/// <summary>What a written timestamp can mean.</summary>
/// <param name="Earliest">The earliest instant that is written so.</param>
/// <param name="AmbiguousBy">Seconds to the other instant that is written so, when clocks were set back; else 0.</param>
public readonly record struct TimestampReading(Timestamp Earliest, int AmbiguousBy)
{
    /// <summary>Whether <paramref name="time"/> is written this way.</summary>
    public bool Matches(Timestamp time) =>
        time == Earliest || (AmbiguousBy != 0 && time.UnixSeconds == Earliest.UnixSeconds + AmbiguousBy);
}

/// <summary>Formats timestamps for one writer, who mostly writes the same second again and again. Not thread-safe.</summary>
internal sealed class TimestampText(TimestampFormat format)
{
    private readonly byte[] _text = new byte[TimestampFormat.Length];
    private long _second = long.MinValue;

    /// <summary>The text of <paramref name="time"/>, valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(Timestamp time)
    {
        if (time.UnixSeconds != _second)
        {
            format.Format(time, _text);
            _second = time.UnixSeconds;
        }

        return _text;
    }
}
