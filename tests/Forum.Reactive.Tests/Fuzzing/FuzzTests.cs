using System.Security.Cryptography;
using System.Text;
using Forum.Reactive.Access;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;
using Frame = Forum.Reactive.Protocol.Frame;

namespace Forum.Reactive.Tests.Fuzzing;

/// <summary>What strangers can send, and files that may be damaged: whatever is in it, nothing is thrown that is not promised.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class FuzzTests
{
    [Fact]
    public void Request_lines()
    {
        var parser = new RequestParser(new TimestampFormat(TimeZoneInfo.Utc));
        Fuzzer.Run(
            "requests",
            input =>
            {
                var framer = new LineFramer(LineFramer.MaxRequestLength);
                ReadOnlySpan<byte> rest = input;
                var what = 0;
                for (
                    var frame = framer.Next(ref rest, out var line);
                    frame != Frame.None;
                    frame = framer.Next(ref rest, out line)
                )
                {
                    Assert.True(line.Length <= LineFramer.MaxRequestLength);
                    var request = frame == Frame.Line ? parser.Parse(line) : default;
                    what = HashCode.Combine(what, request.Verb, request.Refusal);
                }

                framer.Dispose();
                return what;
            }
        );
    }

    [Fact]
    public void Reply_lines() =>
        Fuzzer.Run(
            "replies",
            input =>
            {
                var parser = new ReplyParser();
                var what = 0;
                foreach (var range in input.AsSpan().Split((byte)'\n'))
                {
                    try
                    {
                        var parsed = parser.Parse(input.AsSpan()[range]);
                        what = HashCode.Combine(what, parsed?.GetType(), (parsed as Reply)?.Code / 100);
                    }
                    catch (ProtocolException)
                    {
                        what = HashCode.Combine(what, -1);
                    }
                }

                return what;
            }
        );

    [Fact]
    public void Datagrams() =>
        Fuzzer.Run(
            "packets",
            input =>
            {
                var what = PacketHeader.TryReadTag(input, out _) ? 1 : 0;
                if (what == 1)
                {
                    Assert.True(PacketHeader.ReadNumber(input, input[^1]) >= 0);
                    using var protection = new PacketProtection(new byte[TransferKeys.SecretBytes]);
                    var text = input[PacketHeader.Bytes..];
                    Assert.False(
                        text.Length >= PacketProtection.TagBytes
                            && protection.TryOpen(1, input.AsSpan(0, PacketHeader.Bytes), text)
                    );
                }

                // What is behind the protection, as a peer with the keys may write it.
                var frames = new FrameReader(input);
                while (frames.TryRead(out var frame))
                {
                    what = HashCode.Combine(what, frame.Type, frame.RangeCount);
                }

                return HashCode.Combine(what, frames.IsMalformed);
            }
        );

    [Fact]
    public void Public_keys() =>
        Fuzzer.Run(
            "keys",
            input =>
            {
                var text = Encoding.UTF8.GetString(input);
                if (!P256PublicKey.IsValid(text))
                {
                    return text.Length == P256PublicKey.TextLength ? 1 : 0;
                }

                using var peer = EphemeralKey.Import(text);
                return 2;
            }
        );

    [Fact]
    public void Credentials_files() =>
        Fuzzer.Run(
            "credentials",
            input =>
            {
                try
                {
                    var credentials = Credentials.Parse((ReadOnlySpan<byte>)input);
                    return HashCode.Combine(credentials.Count, credentials.PlainCount, credentials.Cost > 0);
                }
                catch (FormatException error)
                {
                    return error.Message.Split(':')[^1].GetHashCode(StringComparison.Ordinal);
                }
            }
        );

    [Fact]
    public void Maps_of_parts() =>
        Fuzzer.Run(
            "maps",
            input =>
            {
                // The digest is made right, so that what it protects is reached.
                var block = new byte[PartMap.BlockBytes];
                input.AsSpan(0, Math.Min(input.Length, block.Length)).CopyTo(block);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(block.AsSpan(0, block.Length - SHA256.HashSizeInBytes));
                hash.AppendData("yoda"u8);
                hash.GetHashAndReset(block.AsSpan(block.Length - SHA256.HashSizeInBytes));
                var map = PartMap.Decode(block, "yoda", 1_000_000);
                Assert.Null(PartMap.Decode(input, "hans", 1_000_000));
                Assert.All(map?.Ranges ?? [], range => Assert.InRange(range.End, range.Start, 1_000_000));
                return map is null ? 0 : HashCode.Combine(map.Ranges.Count, map.Digest.Length);
            }
        );

    [Fact]
    public void Visible_text() =>
        Fuzzer.Run(
            "requests",
            input =>
            {
                var visible = VisibleText.Of(Encoding.UTF8.GetString(input));
                Assert.True(PrintableText.IsValid(Encoding.UTF8.GetBytes(visible)));
                return visible.Count(character => character == '\\');
            }
        );
}
