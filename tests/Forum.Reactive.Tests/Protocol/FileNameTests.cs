using System.Text;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer.Files;

namespace Forum.Reactive.Tests.Protocol;

public sealed class FileNameTests
{
    private const string Letters = "ab.. /\\ü講\0\u001b\u0085\u202e\u2066\u2028\ufeff\ud800\udc00-~(2)";
    private readonly string _folder = Path.GetFullPath("/downloads");
    private readonly RequestParser _parser = new(TimestampFormat.Utc);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(".profile")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a..b")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u001bb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u009bb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u200bb")]
    [InlineData("a\u200db")]
    [InlineData("ü\u200d")]
    [InlineData("\u200cü")]
    [InlineData("ü\u200d\u200dü")]
    [InlineData("a\u2060b")]
    [InlineData("a\u00adb")]
    [InlineData("a\u034fb")]
    [InlineData("a\ufe0fb")]
    [InlineData("\u3164")]
    [InlineData("\u00a0\u3000")]
    [InlineData("a\udb40\udc41b")]
    public void A_name_that_could_leave_the_folder_or_surprise_is_refused(string name)
    {
        Assert.NotNull(FileName.Problem(name));
        Assert.False(FileName.IsValid(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(
            Verb.Invalid,
            _parser.Parse(Encoding.UTF8.GetBytes($"OFFER hans 1 - {TestKey.Valid} {name}")).Verb
        );
    }

    [Theory]
    [InlineData("x")]
    [InlineData("lecture 1.mp4")]
    [InlineData("süß – 講義.mp4")]
    [InlineData("-rf")]
    [InlineData("CON")]
    [InlineData("a.")]
    [InlineData("می\u200cخواهم.txt")]
    [InlineData("👩\u200d👩\u200d👧.png")]
    [InlineData("❤\ufe0f\u200d🔥.png")]
    public void Other_names_may_travel(string name) => Assert.Null(FileName.Problem(name));

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        Assert.Null(FileName.Problem(new string('x', 255)));
        Assert.NotNull(FileName.Problem(new string('x', 256)));
        Assert.NotNull(FileName.Problem(new string('ü', 128)));
    }

    [Fact]
    public void Half_a_character_is_no_name()
    {
        Assert.NotNull(FileName.Problem("\ud800"));
        Assert.False(FileName.IsValid([0xC3]));
    }

    [Fact]
    public void Whatever_the_name_what_is_stored_stays_in_the_folder_and_in_sight() =>
        Seeded.Run(random =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                (var sender, var name) = (Word(random, 8), Word(random, random.Next(20) == 0 ? 300 : 12));
                if (StoredName.Problem(sender, name) is null)
                {
                    AssertHarmless(StoredName.Of(sender, name));
                    AssertHarmless(StoredName.Numbered(StoredName.Of(sender, name), 2 + random.Next(1000)));
                    Assert.Equal(
                        _folder,
                        Path.GetDirectoryName(
                            Path.GetFullPath(
                                Path.Combine(_folder, StoredName.Part(StoredName.Of(sender, name), sender, 1))
                            )
                        )
                    );
                }
            }
        });

    [Fact]
    public void Whatever_the_bytes_server_and_receiver_agree_on_what_a_name_is() =>
        Seeded.Run(random =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                var bytes =
                    random.Next(2) == 0 ? random.NextBytes(random.Next(300)) : Encoding.UTF8.GetBytes(Word(random, 12));
                var text = Encoding.UTF8.GetString(bytes);
                var isText = Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes);
                Assert.Equal(isText && FileName.Problem(text) is null, FileName.IsValid(bytes));
            }
        });

    private static string Word(Seeded random, int most)
    {
        var word = new char[random.Next(most + 1)];
        for (var at = 0; at < word.Length; at++)
        {
            word[at] = random.Next(3) == 0 ? Letters[random.Next(Letters.Length)] : (char)('a' + random.Next(26));
        }

        return new string(word);
    }

    private void AssertHarmless(string stored)
    {
        Assert.Equal(Path.Combine(_folder, stored), Path.GetFullPath(Path.Combine(_folder, stored)));
        Assert.Equal(_folder, Path.GetDirectoryName(Path.Combine(_folder, stored)));
        Assert.InRange(Encoding.UTF8.GetByteCount(stored), 1, FileName.MaxBytes);
        Assert.False(stored.StartsWith('.') || stored.Any(char.IsControl), stored);
    }
}
