using System.Reactive;
using System.Reactive.Linq;

namespace Microsoft.Reactive.Testing;

/// <summary>Assertions about what was recorded. A failure is an exception that shows both sequences.</summary>
public static class ReactiveAssert
{
    /// <summary>Asserts that two sequences have equal elements in the same order.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="actual">What was observed.</param>
    /// <param name="expected">What should have been.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void AssertEqual<T>(this IEnumerable<T> actual, IEnumerable<T> expected)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(expected);
        // The expected side compares: it may hold predicates.
        if (!expected.SequenceEqual(actual))
        {
            throw new AssertionFailedException(Describe(expected, actual));
        }
    }

    /// <summary>Asserts that a sequence has the given elements in order.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="actual">What was observed.</param>
    /// <param name="expected">What should have been.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void AssertEqual<T>(this IEnumerable<T> actual, params T[] expected) =>
        actual.AssertEqual((IEnumerable<T>)expected);

    /// <summary>Asserts that two streams send equal notifications; waits until both have ended.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="actual">What was observed.</param>
    /// <param name="expected">What should have been.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void AssertEqual<T>(this IObservable<T> actual, IObservable<T> expected)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(expected);
        IEnumerable<Notification<T>> observed = actual.Materialize().ToEnumerable().ToArray();
        observed.AssertEqual(expected.Materialize().ToEnumerable().ToArray());
    }

    /// <summary>Asserts that an action throws an exception of a type.</summary>
    /// <typeparam name="TException">The type, or a base of it.</typeparam>
    /// <param name="action">What must throw.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public static void Throws<TException>(Action action)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            action();
        }
        catch (TException)
        {
            return;
        }
        catch (Exception other)
        {
            throw new AssertionFailedException(
                $"Expected {typeof(TException).Name}, got {other.GetType().Name}: {other.Message}"
            );
        }

        throw new AssertionFailedException($"Expected {typeof(TException).Name}, nothing was thrown.");
    }

    private static string Describe<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        $"{Environment.NewLine}Expected: [{string.Join(", ", expected)}]{Environment.NewLine}Actual..: [{string.Join(", ", actual)}]";
}

/// <summary>An assertion did not hold. Internal: the original names no type either, only that something is thrown.</summary>
internal sealed class AssertionFailedException(string message) : Exception(message);
