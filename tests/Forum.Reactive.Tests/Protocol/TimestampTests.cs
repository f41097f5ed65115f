using System.Globalization;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

public sealed class TimestampTests
{
    private static readonly TimestampFormat CentralEurope = new(ZoneWithSummerTime());

    [Theory]
    [InlineData("23 Feb 2021 16:01:20", 1_614_096_080)]
    [InlineData("01 Jan 1970 00:00:00", 0)]
    [InlineData("31 Dec 1969 23:59:59", -1)]
    [InlineData("29 Feb 2024 00:00:00", 1_709_164_800)]
    [InlineData("31 Dec 9998 23:59:59", 253_370_764_799)]
    [InlineData("19 Jan 2038 03:14:08", 2_147_483_648)]
    public void A_timestamp_is_read_and_written_alike(string text, long seconds)
    {
        Assert.True(TimestampFormat.Utc.TryParse(text, out var reading));
        Assert.Equal(new TimestampReading(new Timestamp(seconds), 0), reading);
        Assert.Equal(text, TimestampFormat.Utc.Format(new Timestamp(seconds)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("23 Feb 2021")]
    [InlineData("23 feb 2021 16:01:20")]
    [InlineData("23 FEB 2021 16:01:20")]
    [InlineData("23 Fév 2021 16:01:20")]
    [InlineData("3 Feb 2021 16:01:20")]
    [InlineData("23 Feb 2021 16:01:2")]
    [InlineData("23 Feb 2021 16:01:200")]
    [InlineData("23 Feb 2021  16:01:20")]
    [InlineData("23-Feb-2021 16:01:20")]
    [InlineData("00 Feb 2021 16:01:20")]
    [InlineData("29 Feb 2021 16:01:20")]
    [InlineData("29 Feb 1900 16:01:20")]
    [InlineData("31 Apr 2021 16:01:20")]
    [InlineData("32 Jan 2021 16:01:20")]
    [InlineData("23 Feb 0000 16:01:20")]
    [InlineData("23 Feb 0001 16:01:20")]
    [InlineData("23 Feb 9999 16:01:20")]
    [InlineData("23 Feb 2021 24:00:00")]
    [InlineData("23 Feb 2021 16:60:20")]
    [InlineData("23 Feb 2021 16:01:60")]
    [InlineData("+3 Feb 2021 16:01:20")]
    [InlineData("23 Feb -021 16:01:20")]
    [InlineData("23 Feb 2 21 16:01:20")]
    [InlineData("23 Feb 2021 1e:01:20")]
    [InlineData("23 Feb 2021 16:01:２０")]
    public void What_is_no_date_is_no_timestamp(string text) => Assert.False(TimestampFormat.Utc.TryParse(text, out _));

    [Fact]
    public void Every_second_of_a_zone_is_read_as_it_was_written() =>
        Seeded.Run(random =>
        {
            foreach (var format in new[] { TimestampFormat.Utc, CentralEurope, Fixed(hours: 14), Fixed(hours: -12) })
            {
                for (var i = 0; i < 20_000; i++)
                {
                    var time = new Timestamp(random.Next(int.MaxValue));
                    var text = format.Format(time);
                    Assert.Equal(
                        TimeZoneInfo
                            .ConvertTime(time.ToDateTimeOffset(), format.Zone)
                            .ToString("dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture),
                        text
                    );
                    Assert.True(format.TryParse(text, out var reading));
                    Assert.True(reading.Matches(time), text);
                }
            }
        });

    [Fact]
    public void A_time_that_the_zone_has_twice_means_both_instants_and_no_third()
    {
        Assert.True(CentralEurope.TryParse("31 Oct 2021 02:30:00", out var reading));
        var first = Utc(2021, 10, 31, 0, 30);
        Assert.Equal(new TimestampReading(new Timestamp(first), 3600), reading);
        Assert.True(reading.Matches(new Timestamp(first)));
        Assert.True(reading.Matches(new Timestamp(first + 3600)));
        Assert.False(reading.Matches(new Timestamp(first + 1800)));
        Assert.False(reading.Matches(new Timestamp(first + 7200)));
        Assert.Equal("31 Oct 2021 02:30:00", CentralEurope.Format(new Timestamp(first)));
        Assert.Equal("31 Oct 2021 02:30:00", CentralEurope.Format(new Timestamp(first + 3600)));
    }

    [Fact]
    public void A_time_that_the_zone_skips_is_read_with_the_offset_before_the_gap()
    {
        Assert.True(CentralEurope.TryParse("28 Mar 2021 02:30:00", out var reading));
        Assert.Equal(new TimestampReading(new Timestamp(Utc(2021, 3, 28, 1, 30)), 0), reading);
    }

    [Theory]
    [InlineData("28 Mar 2021 01:59:59", 0, 59, 59)]
    [InlineData("28 Mar 2021 03:00:00", 1, 0, 0)]
    public void Times_beside_the_gap_are_themselves(string text, int hour, int minute, int second)
    {
        Assert.True(CentralEurope.TryParse(text, out var reading));
        Assert.Equal(new Timestamp(Utc(2021, 3, 28, hour, minute) + second), reading.Earliest);
    }

    [Fact]
    public void Instants_are_cut_to_their_second_and_compared_so()
    {
        var instant = new DateTimeOffset(2021, 2, 23, 16, 1, 20, 999, TimeSpan.FromHours(2));
        var time = Timestamp.From(instant);
        Assert.Equal(new DateTimeOffset(2021, 2, 23, 14, 1, 20, TimeSpan.Zero), time.ToDateTimeOffset());
        var later = new Timestamp(time.UnixSeconds + 1);
        Assert.True(time < later && later > time && time <= later && later >= time && time.CompareTo(later) < 0);
        Assert.Equal(new Timestamp(-1), Timestamp.From(DateTimeOffset.UnixEpoch.AddTicks(-1)));
    }

    private static long Utc(int year, int month, int day, int hour, int minute) =>
        new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static TimestampFormat Fixed(int hours) =>
        new(TimeZoneInfo.CreateCustomTimeZone($"fixed {hours}", TimeSpan.FromHours(hours), null, null));

    /// <summary>Two hours before UTC in summer, one in winter: forward on the last Sunday of March at 2, back in October at 3.</summary>
    private static TimeZoneInfo ZoneWithSummerTime()
    {
        static TimeZoneInfo.TransitionTime LastSundayOf(int month, int hour) =>
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(
                new DateTime(1, 1, 1, hour, 0, 0),
                month,
                5,
                DayOfWeek.Sunday
            );
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            LastSundayOf(3, 2),
            LastSundayOf(10, 3)
        );
        return TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test", "test summer", [rule]);
    }
}
