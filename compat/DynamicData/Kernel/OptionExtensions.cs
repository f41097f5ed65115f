namespace DynamicData.Kernel;

/// <summary>What to do with a value that may be absent. Null delegates throw <see cref="ArgumentNullException"/>.</summary>
public static class OptionExtensions
{
    /// <summary>Converts the value if there is one, to a value that may be absent again.</summary>
    public static Optional<TDestination> Convert<TSource, TDestination>(
        this in Optional<TSource> source,
        Func<TSource, Optional<TDestination>> converter
    )
        where TSource : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(converter);
        return source.HasValue ? converter(source.Value) : default;
    }

    /// <summary>Converts the value if there is one.</summary>
    public static Optional<TDestination> Convert<TSource, TDestination>(
        this in Optional<TSource> source,
        Func<TSource, TDestination> converter
    )
        where TSource : notnull
        where TDestination : notnull
    {
        ArgumentNullException.ThrowIfNull(converter);
        return source.HasValue ? converter(source.Value) : default(Optional<TDestination>);
    }

    /// <summary>Converts the value, or makes another if there is none.</summary>
    public static TDestination? ConvertOr<TSource, TDestination>(
        this in Optional<TSource> source,
        Func<TSource?, TDestination?> converter,
        Func<TDestination?> fallbackConverter
    )
        where TSource : notnull
    {
        ArgumentNullException.ThrowIfNull(converter);
        ArgumentNullException.ThrowIfNull(fallbackConverter);
        return source.HasValue ? converter(source.Value) : fallbackConverter();
    }

    /// <summary>The first element that passes, if any.</summary>
    public static Optional<T> FirstOrOptional<T>(this IEnumerable<T> source, Func<T, bool> selector)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        foreach (var item in source)
        {
            if (selector(item))
            {
                return item;
            }
        }

        return default;
    }

    /// <summary>Acts on the value if there is one; see <see cref="OptionElse"/> for the other case.</summary>
    public static OptionElse IfHasValue<T>(this Optional<T>? source, Action<T> action)
        where T : notnull => source.GetValueOrDefault().IfHasValue(action);

    /// <summary>Acts on the value if there is one; see <see cref="OptionElse"/> for the other case.</summary>
    public static OptionElse IfHasValue<T>(this in Optional<T> source, Action<T> action)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!source.HasValue)
        {
            return OptionElse.Run;
        }

        action(source.Value);
        return OptionElse.Skip;
    }

    /// <summary>The value of a key, if the dictionary has it.</summary>
    public static Optional<TValue> Lookup<TValue, TKey>(this IDictionary<TKey, TValue> source, TKey key)
        where TValue : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.TryGetValue(key, out var value) ? value : default(Optional<TValue>);
    }

    /// <summary>The value, or what the fallback gives.</summary>
    public static Optional<T> OrElse<T>(this in Optional<T> source, Func<Optional<T>> fallbackOperation)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(fallbackOperation);
        return source.HasValue ? source : fallbackOperation();
    }

    /// <summary>Removes a key; true if it was there.</summary>
    public static bool RemoveIfContained<TValue, TKey>(this IDictionary<TKey, TValue> source, TKey key)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Remove(key);
    }

    /// <summary>The values that are there.</summary>
    public static IEnumerable<T> SelectValues<T>(this IEnumerable<Optional<T>> source)
        where T : notnull => source.Where(optional => optional.HasValue).Select(optional => optional.Value);

    /// <summary>The value, or a default.</summary>
    public static T ValueOr<T>(this T? source, T defaultValue)
        where T : struct => source ?? defaultValue;

    /// <summary>The value, or what the selector gives.</summary>
    public static T ValueOr<T>(this in Optional<T> source, Func<T> valueSelector)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(valueSelector);
        return source.HasValue ? source.Value : valueSelector();
    }

    /// <summary>The value, or its type's default.</summary>
    public static T? ValueOrDefault<T>(this in Optional<T> source)
        where T : notnull => source.HasValue ? source.Value : default;

    /// <summary>The value; throws what the generator makes if there is none.</summary>
    public static T ValueOrThrow<T>(this in Optional<T> source, Func<Exception> exceptionGenerator)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(exceptionGenerator);
        return source.HasValue ? source.Value : throw exceptionGenerator();
    }
}

/// <summary>The other branch of <see cref="OptionExtensions.IfHasValue{T}(in Optional{T}, Action{T})"/>.</summary>
public sealed class OptionElse
{
    internal static readonly OptionElse Run = new(run: true);
    internal static readonly OptionElse Skip = new(run: false);

    private readonly bool _run;

    private OptionElse(bool run) => _run = run;

    /// <summary>Acts if there was no value.</summary>
    /// <param name="action">What to do.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public void Else(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_run)
        {
            action();
        }
    }
}
