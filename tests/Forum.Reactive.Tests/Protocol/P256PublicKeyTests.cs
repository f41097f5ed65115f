using System.Numerics;
using System.Security.Cryptography;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Protocol;

public sealed class P256PublicKeyTests
{
    private const int PointAt = 26;

    public static TheoryData<string, string> NoKeys() =>
        new()
        {
            { "unknown curve", TestKey.OfUnknownCurve },
            { "empty", "" },
            { "words", "S2V5" },
            { "P-384", Exported(ECCurve.NamedCurves.nistP384) },
            { "P-521", Exported(ECCurve.NamedCurves.nistP521) },
            { "secp256k1", Exported(ECCurve.CreateFromFriendlyName("secP256k1")) },
            { "brainpool", Exported(ECCurve.NamedCurves.brainpoolP256r1) },
            { "explicit parameters", Exported(ECCurve.NamedCurves.nistP256, isExplicit: true) },
            { "RSA", Rsa() },
            { "off the curve", Mutated(der => der[^1] ^= 1) },
            { "compressed", Compressed() },
            { "compressed, of the usual length", Mutated(der => der[PointAt] = 2) },
            { "hybrid", Mutated(der => der[PointAt] = 7) },
            { "infinity", Text(Short([0])) },
            { "infinity, of the usual length", Mutated(der => Array.Clear(der, PointAt, 65)) },
            { "zero coordinates", Mutated(der => Array.Clear(der, PointAt + 1, 64)) },
            { "x is p more than that of a point", WithPoint(Prime, YOfZero) },
            { "y is p more than that of a point", WithPoint(0, YOfZero + Prime) },
            { "largest coordinates", Mutated(der => Array.Fill(der, (byte)0xFF, PointAt + 1, 64)) },
            { "trailing byte", Text([.. TestKey.Der, 0]) },
            { "trailing text", TestKey.Valid + "=" },
            { "missing byte", Text(TestKey.Der[..^1]) },
            { "long form of a length", Text([0x30, 0x81, 0x59, .. TestKey.Der[2..]]) },
            { "base64 with bits to spare", TestKey.Valid[..121] + (char)(TestKey.Valid[121] + 1) + "==" },
            { "base64 without padding", TestKey.Valid[..^2] },
            { "base64 with spaces", TestKey.Valid[..60] + " " + TestKey.Valid[60..^1] },
            { "base64url", TestKey.Valid.Replace('/', '_').Replace('+', '-') },
            { "not ASCII", TestKey.Valid[..^3] + "ä==" },
        };

    [Fact]
    public void A_key_as_clients_make_it_is_valid()
    {
        Assert.True(P256PublicKey.IsValid(TestKey.Valid));
        for (var i = 0; i < 20; i++)
        {
            Assert.True(P256PublicKey.IsValid(TestKey.New()));
        }
    }

    [Fact]
    public void A_point_whose_x_is_zero_is_on_the_curve() => Assert.True(P256PublicKey.IsValid(WithPoint(0, YOfZero)));

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void Whatever_else_is_none(string why, string key)
    {
        Assert.False(P256PublicKey.IsValid(key), why);
        Assert.False(P256PublicKey.IsValid(System.Text.Encoding.UTF8.GetBytes(key)), why);
    }

    [Fact]
    public void What_is_valid_can_be_imported_whatever_is_done_to_a_key() =>
        Seeded.Run(random =>
        {
            var accepted = 0;
            for (var i = 0; i < 20_000; i++)
            {
                var key = Mutation(random);
                if (P256PublicKey.IsValid(key))
                {
                    accepted++;
                    using var imported = ECDiffieHellman.Create();
                    imported.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out var read);
                    Assert.Equal(P256PublicKey.DerLength, read);
                }
            }

            Assert.InRange(accepted, 1, 19_999);
        });

    [Fact]
    public void Whether_a_point_is_on_the_curve_is_what_a_library_says_of_it() =>
        Seeded.Run(random =>
        {
            for (var i = 0; i < 200; i++)
            {
                var der = Convert.FromBase64String(TestKey.New());
                der[PointAt + 1 + random.Next(64)] ^= (byte)(1 << random.Next(8));
                Assert.Equal(CanBeImported(der), P256PublicKey.IsValid(Text(der)));
            }
        });

    private static readonly BigInteger Prime =
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1;

    private static BigInteger YOfZero =>
        BigInteger.ModPow(
            BigInteger.Parse(
                "41058363725152142129326129780047268409114441015993725554835256314039467401291",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            (Prime + 1) / 4,
            Prime
        );

    private static bool CanBeImported(byte[] der)
    {
        try
        {
            using var key = ECDiffieHellman.Create();
            key.ImportSubjectPublicKeyInfo(der, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Mutation(Seeded random)
    {
        var text = TestKey.Valid.ToCharArray();
        var der = TestKey.Der;
        switch (random.Next(5))
        {
            case 0:
                text[random.Next(text.Length)] = (char)random.Next(256);
                return new string(text);
            case 1:
                return TestKey.Valid.Remove(random.Next(text.Length), 1);
            case 2:
                return TestKey.Valid.Insert(random.Next(text.Length), "A");
            case 3:
                der[random.Next(der.Length)] ^= (byte)(1 << random.Next(8));
                return Text(der);
            default:
                return random.Next(2) == 0 ? TestKey.Valid : Text(random.NextBytes(random.Next(200)));
        }
    }

    private static string Text(byte[] der) => Convert.ToBase64String(der);

    private static string Mutated(Action<byte[]> change)
    {
        var der = TestKey.Der;
        change(der);
        return Text(der);
    }

    private static string WithPoint(BigInteger x, BigInteger y) =>
        Mutated(der =>
        {
            Write(x, der.AsSpan(PointAt + 1, 32));
            Write(y, der.AsSpan(PointAt + 33, 32));
        });

    // What does not fit is cut: then it is another coordinate that is none of the curve's.
    private static void Write(BigInteger value, Span<byte> target)
    {
        var bytes = (value % BigInteger.Pow(2, 256)).ToByteArray(isUnsigned: true, isBigEndian: true);
        target.Clear();
        bytes.CopyTo(target[(32 - bytes.Length)..]);
    }

    private static string Compressed() => Text(Short([0x02, .. TestKey.Der.AsSpan(PointAt + 1, 32)]));

    private static byte[] Short(byte[] point)
    {
        var header = TestKey.Der[..PointAt];
        header[1] = (byte)(header[1] - 65 + point.Length);
        header[24] = (byte)(point.Length + 1);
        return [.. header, .. point];
    }

    private static string Exported(ECCurve curve, bool isExplicit = false)
    {
        using var key = ECDsa.Create(curve);
        if (!isExplicit)
        {
            return Text(key.ExportSubjectPublicKeyInfo());
        }

        using var copy = ECDsa.Create(key.ExportExplicitParameters(includePrivateParameters: false));
        return Text(copy.ExportSubjectPublicKeyInfo());
    }

    private static string Rsa()
    {
        using var key = RSA.Create(2048);
        return Text(key.ExportSubjectPublicKeyInfo());
    }
}
