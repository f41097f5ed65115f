using Forum.Reactive.Protocol;

namespace Forum.Reactive.Log;

/// <content>Acts that only look or talk.</content>
public readonly partial struct Act
{
    private const byte AfterNumber = 1; // Bits of the choice
    private const byte Own = 2;

    internal static Act Greet() => new(ActKind.Greet);

    internal static Act Refuse(in Answer answer) =>
        new(
            ActKind.Refuse,
            number: answer.Number,
            time: new TimestampReading(answer.Time, 0),
            payload: answer.Subject,
            choice: (byte)answer.Kind
        );

    internal static Act Noop() => new(ActKind.Noop);

    internal static Act Help() => new(ActKind.Help);

    internal static Act User(string name) => new(ActKind.User, payload: name);

    internal static Act ReadSince(long login, TimestampReading time, bool isOwn = false) =>
        new(ActKind.Read, login, time: time, choice: isOwn ? Own : (byte)0);

    internal static Act ReadAfter(long login, long number, bool isOwn = false) =>
        new(ActKind.Read, login, number, choice: isOwn ? (byte)(AfterNumber | Own) : AfterNumber);

    internal static Act List(long login, bool isOwn = false) => new(ActKind.List, login, choice: isOwn ? Own : (byte)0);

    internal static Act Subscribe(long login) => new(ActKind.Subscribe, login);

    internal static Act Unsubscribe(long login) => new(ActKind.Unsubscribe, login);

    internal static Act Relay(long login, long offer) => new(ActKind.Relay, login, offer);

    internal static Act Capabilities(long login, byte[] words) => new(ActKind.Capabilities, login, payload: words);
}
