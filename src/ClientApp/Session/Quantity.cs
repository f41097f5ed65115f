namespace Forum.ClientApp.Session;

/// <summary>Sizes and times in a few characters.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes with three digits or so: <c>12.3 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return unit == 0 ? $"{bytes:0} {Units[unit]}" : $"{bytes:0.0} {Units[unit]}";
    }

    /// <summary>A time in the two largest units that count: <c>1 h 05 min</c>, <c>2 min 05 s</c>, <c>9 s</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds switch
        {
            >= 3600 => $"{(long)time.TotalHours} h {time.Minutes:00} min",
            >= 60 => $"{time.Minutes} min {time.Seconds:00} s",
            _ => $"{Math.Ceiling(time.TotalSeconds):0} s",
        };
}
