namespace Forum.Reactive.Transfer.Packets;

/// <summary>What a frame is; the first byte of it on the wire.</summary>
internal enum FrameType : byte
{
    Padding = 0,
    Ping = 1,
    Acknowledgement = 2,
    Data = 3,
    Hold = 4,
    Welcome = 5,
    Digest = 6,
    Restart = 7,
    Finished = 8,
    Close = 9,
    Challenge = 10,
    Response = 11,
    Introduction = 16,
    Reveal = 17,
    About = 18,
}

/// <summary>Frames that are sent again until they are acknowledged, one bit each.</summary>
[Flags]
internal enum ControlFrames : ushort
{
    None = 0,
    Ping = 1,
    Hold = 2,
    Welcome = 4,
    Digest = 8,
    Restart = 16,
    Finished = 32,
    Close = 64,
    Introduction = 256,
    Reveal = 512,
    About = 1024,
}

/// <summary>What a sender says of its file besides the content.</summary>
[Flags]
internal enum AboutFlags : byte
{
    None = 0,
    MayBeRun = 1,
    HasTime = 2,
}

/// <summary>How a transfer ended at the receiver's side.</summary>
internal enum FinishedKind : byte
{
    Stored = 0,
    AlreadyThere = 1,
}

/// <summary>Why a side closes a transfer that is not finished.</summary>
internal enum CloseReason : byte
{
    Cancelled = 0,
    SourceChanged = 1,
    CannotRead = 2,
    CannotWrite = 3,
    DigestDiffers = 4,
    ProtocolError = 5,
    Stopped = 6,
    Stalled = 7,
    KeyChanged = 16,
}

/// <summary>A frame as it was read; the spans lie in the packet.</summary>
internal ref struct Frame
{
    public FrameType Type;

    /// <summary>
    /// Data: offset in the file. Acknowledgement: largest packet number. Welcome: length of the prefix. Challenge, Response: the token. About: the file's time in
    /// milliseconds since 1970.
    /// </summary>
    public long Number;

    /// <summary>Acknowledgement: microseconds between receiving the largest and sending this.</summary>
    public long Delay;

    /// <summary>Acknowledgement: the receiver takes no byte from this offset on.</summary>
    public long Limit;

    /// <summary>Acknowledgement and Welcome: how many ranges follow in <see cref="Payload"/>.</summary>
    public int RangeCount;

    /// <summary>
    /// Hold: digest wanted. Finished: kind. Close: reason. Welcome: 1 if the prefix digest follows. About: bit 0, it may be run; bit 1, its time is
    /// known. Introduction: 1 if key and signature
    /// follow.
    /// </summary>
    public byte Code;

    /// <summary>
    /// Data: bytes. Digest, Reveal: 32 bytes. Close: UTF-8 text. Acknowledgement, Welcome: encoded ranges. Introduction: a number or a
    /// commitment, then perhaps key and signature.
    /// </summary>
    public ReadOnlySpan<byte> Payload;

    /// <summary>Welcome: SHA-256 of the prefix.</summary>
    public ReadOnlySpan<byte> PrefixDigest;

    /// <summary>Whether a packet with this frame is to be acknowledged; a challenge has its own answer.</summary>
    public readonly bool IsEliciting =>
        Type is not (FrameType.Padding or FrameType.Acknowledgement or FrameType.Challenge or FrameType.Response);
}
