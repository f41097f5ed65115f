using Forum.Reactive.Protocol;

namespace Forum.Reactive.Transfer.Introduction;

/// <summary>A long-term public key between its forms: base64 of its DER in files, the two coordinates in packets.</summary>
internal static class PeerKey
{
    /// <summary>Length of the two coordinates.</summary>
    public const int PointBytes = 64;

    public static ReadOnlySpan<byte> Point(string publicKey) =>
        Convert.FromBase64String(publicKey).AsSpan(P256PublicKey.Header.Length);

    public static string OfPoint(ReadOnlySpan<byte> point) =>
        Convert.ToBase64String([.. P256PublicKey.Header, .. point]);
}
