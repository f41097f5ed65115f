using System.ComponentModel;
using System.Linq.Expressions;
using System.Reactive.Linq;

namespace DynamicData.Cache.Internal;

/// <summary>What items say of their properties.</summary>
internal static class Properties
{
    /// <summary>The name of a property each time that it changes; null or empty: any may have.</summary>
    public static IObservable<string?> Changed<T>(T item)
        where T : INotifyPropertyChanged =>
        Observable
            .FromEventPattern<PropertyChangedEventHandler, PropertyChangedEventArgs>(
                handler => item.PropertyChanged += handler,
                handler => item.PropertyChanged -= handler
            )
            .Select(pattern => pattern.EventArgs.PropertyName);

    /// <summary>The name of the property that an expression reads.</summary>
    /// <exception cref="ArgumentException">It is not a property of the item itself.</exception>
    public static string NameOf<T, TProperty>(Expression<Func<T, TProperty>> accessor)
    {
        var body = accessor.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert
            ? convert.Operand
            : accessor.Body;
        return body is MemberExpression { Expression: ParameterExpression } member
            ? member.Member.Name
            : throw new ArgumentException("Must be a property of the item itself", nameof(accessor));
    }
}
