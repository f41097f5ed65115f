using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <summary>Writes the parts of an entry, each within its bounds, into a span that has room for the longest entry.</summary>
internal ref struct EntryWriter(Span<byte> target)
{
    /// <summary>Longest address, public key and digest: what the parser lets through, and some.</summary>
    internal const int MaxAddress = 64;
    internal const int MaxKey = 512;
    internal const int MaxDigest = 64;

    /// <summary>How many numbers version 1 has for the rules.</summary>
    internal const int RuleCount = 7;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    /// <summary>Whether a time can be shown as a date.</summary>
    public static bool IsDate(long unixSeconds) => unixSeconds is >= -62_135_596_800 and <= 253_402_300_799;

    public void Byte(byte value) => _target[Length++] = value;

    public void Number(long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void LoginAndNumber(in Act act)
    {
        Number(act.Login);
        Number(act.Number);
    }

    public void NumberAndTime(in Act act)
    {
        LoginAndNumber(act);
        var seconds = act.Time.Earliest.UnixSeconds;
        if (!IsDate(seconds))
        {
            throw new ArgumentException($"The time {seconds} of an entry is out of the range of dates.");
        }

        Number((seconds << 1) ^ (seconds >> 63));
        Number(act.Time.AmbiguousBy);
    }

    public void Text(ReadOnlySpan<byte> text)
    {
        RequireAtMost(EntryCodec.MaxText, text.Length);
        Number(text.Length);
        text.CopyTo(_target[Length..]);
        Length += text.Length;
    }

    public void String(string text, int most)
    {
        var length = Strict.GetByteCount(text);
        RequireAtMost(most, length);
        Number(length);
        Length += Strict.GetBytes(text, _target[Length..]);
    }

    /// <summary>Each number behind its tag.</summary>
    public void Rules(ForumRules rules)
    {
        Number(RuleCount);
        ReadOnlySpan<long> numbers =
        [
            rules.MaxFailures,
            rules.BlockTime.Ticks,
            rules.FailureCapacity,
            rules.OfferLifetime.Ticks,
            rules.OfferCapacity,
            rules.MaxFailuresPerMinute,
            rules.AddressCapacity,
        ];
        for (var i = 0; i < numbers.Length; i++)
        {
            Byte((byte)(i + 1));
            Number(numbers[i]);
        }
    }

    public void Clock(ClockDetails clock)
    {
        Number(clock.Wall.UtcTicks);
        Number(clock.Expected.UtcTicks);
    }

    public void Attempt(LogInDetails attempt)
    {
        String(attempt.User, UserName.MaxLength);
        Byte((byte)((attempt.PasswordIsRight ? 1 : 0) | (attempt.Take ? 2 : 0)));
        String(attempt.Address, MaxAddress);
        Number(attempt.UdpPort);
    }

    public void Offer(OfferDetails offer)
    {
        String(offer.Receiver, UserName.MaxLength);
        Number(offer.Size);
        String(offer.Sha256, MaxDigest);
        String(offer.PublicKey, MaxKey);
        String(offer.FileName, FileName.MaxBytes);
    }

    public void Acceptance(AcceptDetails acceptance)
    {
        Number(acceptance.UdpPort);
        String(acceptance.PublicKey, MaxKey);
    }

    private static void RequireAtMost(int most, int length)
    {
        if (length > most)
        {
            throw new ArgumentException($"A text of an entry has {length} bytes; at most {most} are stored.");
        }
    }
}
