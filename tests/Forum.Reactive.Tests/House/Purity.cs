using System.Reactive.Concurrency;
using System.Reflection;
using Forum.Reactive.Server;

namespace Forum.Reactive.Tests.House;

/// <summary>The fold and its rules keep nothing of the world around them.</summary>
public sealed class Purity
{
    private static readonly string[] Folded = ["Forum", "Board", "Access", "Presence"];

    /// <summary>They stand beside the rules, and say whether a password is right before the log has it.</summary>
    private static readonly string[] Outside = ["Credentials", "PasswordHash"];

    [Fact]
    public void No_field_of_the_fold_is_a_session_a_scheduler_a_delegate_or_a_source_of_randomness()
    {
        string[] found =
        [
            .. typeof(ForumServer)
                .Assembly.GetTypes()
                .Where(type => Folded.Contains(type.Namespace?.Split('.').ElementAtOrDefault(2)))
                .Where(type =>
                    !IsGenerated(type)
                    && !Outside.Any(name => OutermostOf(type).Name.StartsWith(name, StringComparison.Ordinal))
                )
                .SelectMany(type =>
                    type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                )
                .Where(field => IsForbidden(field.FieldType))
                .Select(field => $"{field.DeclaringType}.{field.Name}: {field.FieldType}"),
        ];
        Assert.Empty(found);
    }

    private static Type OutermostOf(Type type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    // Closures and iterators live no longer than a call, or belong to whoever walks what was found.
    private static bool IsGenerated(Type type) => type.Name.Contains('<', StringComparison.Ordinal);

    private static bool IsForbidden(Type type) =>
        typeof(Delegate).IsAssignableFrom(type)
        || typeof(IScheduler).IsAssignableFrom(type)
        || typeof(Random).IsAssignableFrom(type)
        || typeof(TimeProvider).IsAssignableFrom(type)
        || typeof(Stream).IsAssignableFrom(type)
        || type.Namespace
            is "Forum.Reactive.Server"
                or "Forum.Reactive.Transport"
                or "System.Net.Sockets"
                or "System.IO";
}
