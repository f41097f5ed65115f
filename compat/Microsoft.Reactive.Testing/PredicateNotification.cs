using System.Reactive;

namespace Microsoft.Reactive.Testing;

/// <summary>An expectation: equals each notification that passes its test. It is compared, never sent.</summary>
internal abstract class PredicateNotification<T> : Notification<T>
{
    public override NotificationKind Kind => throw NotSent();

    public override bool HasValue => throw NotSent();

    public override T Value => throw NotSent();

    public override Exception Exception => throw NotSent();

    public override void Accept(IObserver<T> observer) => throw NotSent();

    public override TResult Accept<TResult>(IObserver<T, TResult> observer) => throw NotSent();

    public override void Accept(Action<T> onNext, Action<Exception> onError, Action onCompleted) => throw NotSent();

    public override TResult Accept<TResult>(
        Func<T, TResult> onNext,
        Func<Exception, TResult> onError,
        Func<TResult> onCompleted
    ) => throw NotSent();

    private static NotSupportedException NotSent() => new("A predicate is for comparison only; it cannot be sent.");
}

internal sealed class OnNextPredicate<T>(Func<T, bool> predicate) : PredicateNotification<T>
{
    public override bool Equals(Notification<T>? other) =>
        ReferenceEquals(this, other) || (other is { Kind: NotificationKind.OnNext } && predicate(other.Value));

    public override string ToString() => "OnNext(predicate)";
}

internal sealed class OnErrorPredicate<T>(Func<Exception, bool> predicate) : PredicateNotification<T>
{
    public override bool Equals(Notification<T>? other) =>
        ReferenceEquals(this, other) || (other is { Kind: NotificationKind.OnError } && predicate(other.Exception!));

    public override string ToString() => "OnError(predicate)";
}
