using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <summary>Reads the parts of an entry; what <see cref="EntryWriter"/> would not have written is refused.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> source)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = source;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        return Take(1)[0];
    }

    public byte Choice(byte most)
    {
        var value = Byte();
        return value <= most ? value : throw Malformed($"there is no choice {value} among 0 to {most}");
    }

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if ((shift == 63 && next > 1) || (shift > 0 && next == 0))
            {
                throw Malformed("a number is written with too many bytes");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Malformed("a number has no end");
    }

    public int Port() => Small(ushort.MaxValue);

    public TimestampReading Time()
    {
        var zigzag = (ulong)Number();
        var seconds = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        if (!EntryWriter.IsDate(seconds))
        {
            throw Malformed("a time is out of the range of dates");
        }

        return new TimestampReading(new Timestamp(seconds), Small(int.MaxValue));
    }

    public byte[] Text() => Take(Small(EntryCodec.MaxText)).ToArray();

    public string String(int most)
    {
        try
        {
            return Strict.GetString(Take(Small(most)));
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException("A text of an entry is not UTF-8.", error);
        }
    }

    public ForumRules Rules()
    {
        if (Small(byte.MaxValue) != EntryWriter.RuleCount)
        {
            throw Malformed("the rules have more or fewer numbers than this program knows");
        }

        return new ForumRules(
            MaxFailures: (int)Rule(1, int.MaxValue),
            BlockTime: TimeSpan.FromTicks(Rule(2, long.MaxValue)),
            FailureCapacity: (int)Rule(3, int.MaxValue),
            OfferLifetime: TimeSpan.FromTicks(Rule(4, long.MaxValue)),
            OfferCapacity: (int)Rule(5, int.MaxValue),
            MaxFailuresPerMinute: (int)Rule(6, int.MaxValue),
            AddressCapacity: (int)Rule(7, int.MaxValue)
        );
    }

    public ClockDetails Clock() => new(Instant(), Instant());

    public LogInDetails Attempt()
    {
        var user = String(UserName.MaxLength);
        var flags = Choice(3);
        return new LogInDetails(user, (flags & 1) != 0, (flags & 2) != 0, String(EntryWriter.MaxAddress), Port());
    }

    public OfferDetails Offer() =>
        new(
            String(UserName.MaxLength),
            Number(),
            String(EntryWriter.MaxDigest),
            String(EntryWriter.MaxKey),
            String(FileName.MaxBytes)
        );

    public AcceptDetails Acceptance() => new(Port(), String(EntryWriter.MaxKey));

    private DateTimeOffset Instant() => new(Bounded(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    private long Rule(byte tag, long most)
    {
        if (Byte() != tag)
        {
            throw Malformed($"rule {tag} is not in its place");
        }

        return Bounded(most);
    }

    private int Small(int most) => (int)Bounded(most);

    private long Bounded(long most)
    {
        var value = Number();
        return value >= 0 && value <= most
            ? value
            : throw Malformed($"{(ulong)value} stands where at most {most} may be");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Malformed("it ends too early");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static InvalidDataException Malformed(string what) => new($"An entry cannot be read: {what}.");
}
