using Forum.Reactive.Access;
using Forum.Reactive.Board;
using Forum.Reactive.Log;
using Forum.Reactive.Presence;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Forum;

/// <summary>
/// The whole state at one moment, and its bytes: the same for all who folded the same entries. Freezing copies nothing that
/// grows with the board; the bytes are made when they are asked for, on any thread.
/// </summary>
internal sealed record FrozenForum(
    long Position,
    DateTimeOffset Time,
    ulong Hash,
    ForumRules Rules,
    FrozenClock Clock,
    IReadOnlyList<(long Node, DateTimeOffset LastHeard)> Nodes,
    FrozenUsers Users,
    FrozenGuard Guard,
    FrozenOffers Offers,
    FrozenBoard Board
)
{
    /// <summary>Of the bytes. An earlier one is read as well; a later one is refused.</summary>
    private const int Version = 2;

    /// <summary>Bytes from which on a slice is handed out.</summary>
    private const int Enough = StateSnapshot.MaxSlice - (16 * 1024);

    /// <summary>Most items of one kind: more cannot have been written.</summary>
    private const int MaxItems = int.MaxValue;

    /// <summary>The bytes, in slices; each is valid until the next is drawn.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Slices()
    {
        var writer = new StateWriter();
        foreach (var _ in Pieces(writer))
        {
            if (writer.Written.Length >= Enough)
            {
                yield return writer.Written;
                writer.Clear();
            }
        }

        yield return writer.Written;
    }

    /// <summary>Reads what <see cref="Slices"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static FrozenForum Read(IEnumerable<ReadOnlyMemory<byte>> slices)
    {
        using var reader = new StateReader(slices);
        var version = reader.Number();
        if (version is < 1 or > Version)
        {
            throw new InvalidDataException(
                $"The state is of version {version}; this program reads versions 1 to {Version}."
            );
        }

        var frozen = new FrozenForum(
            reader.Number(),
            reader.Time(),
            reader.Fixed(),
            new ForumRules(
                reader.Number(5),
                TimeSpan.FromTicks(reader.Number()),
                reader.Number(MaxItems),
                reader.Number(MaxItems),
                reader.Number(MaxItems),
                TimeSpan.FromTicks(reader.Number()),
                reader.Number(MaxItems)
            ),
            version == 1 ? default : ReadClock(reader),
            Many(reader, static from => (from.Number(), from.Time())),
            ReadUsers(reader),
            ReadGuard(reader),
            new FrozenOffers(reader.Number(), Many(reader, ReadOffer), ReadBudget(reader, static from => from.Text())),
            new FrozenBoard(reader.Number(), reader.Number(), Many(reader, ReadMessage))
        );
        reader.End();
        return frozen;
    }

    /// <summary>Writes a piece at each step, so that the one who draws can cut.</summary>
    private IEnumerable<bool> Pieces(StateWriter writer)
    {
        writer.Number(Version).Number(Position).Time(Time).Fixed(Hash);
        writer
            .Number(Rules.MaxFailures)
            .Number(Rules.BlockTime.Ticks)
            .Number(Rules.FailureCapacity)
            .Number(Rules.MaxFailuresPerMinute)
            .Number(Rules.AddressCapacity)
            .Number(Rules.OfferLifetime.Ticks)
            .Number(Rules.OfferCapacity);
        writer.Number(Clock.Ahead.Ticks).Number(Clock.TakenOff.Ticks).Time(Clock.Since);
        writer.Number(Nodes.Count);
        foreach ((var node, var lastHeard) in Nodes)
        {
            writer.Number(node).Time(lastHeard);
            yield return true;
        }

        writer.Number(Users.LastLogin).Number(Users.Rewrites).Number(Users.Count);
        foreach (var user in Users.ByArrival)
        {
            Write(writer, user);
            yield return true;
        }

        var failures = Guard.Failures;
        writer.Number(failures.LastFailure).Number(failures.Floor).Number(failures.Windows.Count);
        foreach (var window in failures.Windows.OrderBy(window => window.Failure))
        {
            Write(writer, window);
            yield return true;
        }

        Begin(writer, Guard.Addresses);
        foreach ((var clearAt, var order, var source) in Guard.Addresses.Debts)
        {
            writer.Time(clearAt).Number(order).Number(source.IsIPv6 ? 1 : 0).Fixed(source.Prefix);
            yield return true;
        }

        writer.Number(Offers.LastId).Number(Offers.All.Count);
        foreach (var offer in Offers.All.OrderBy(offer => offer.Id))
        {
            Write(writer, offer);
            yield return true;
        }

        Begin(writer, Offers.Budget);
        foreach ((var clearAt, var order, var sender) in Offers.Budget.Debts)
        {
            writer.Time(clearAt).Number(order).Text(sender);
            yield return true;
        }

        writer.Number(Board.LastId).Number(Board.Rewrites).Number(Board.Messages.Count);
        foreach (var message in Board.Messages)
        {
            Write(writer, message);
            yield return true;
        }
    }

    private static FrozenClock ReadClock(StateReader reader) =>
        new(TimeSpan.FromTicks(reader.Number()), TimeSpan.FromTicks(reader.Number()), reader.Time());

    private static void Begin<TSource>(StateWriter writer, FrozenBudget<TSource> budget) =>
        writer.Time(budget.Floor).Number(budget.Order).Number(budget.Debts.Count);

    private static List<T> Many<T>(StateReader reader, Func<StateReader, T> read)
    {
        var count = reader.Number(MaxItems);
        List<T> items = []; // Grows with what is really there
        for (var i = 0; i < count; i++)
        {
            items.Add(read(reader));
        }

        return items;
    }

    private static void Write(StateWriter writer, ActiveUser user) =>
        writer
            .Number(user.Login)
            .Number(user.Node)
            .Text(user.Name)
            .Text(user.Address)
            .Number(user.UdpPort)
            .Number(user.Since.UnixSeconds);

    private static FrozenUsers ReadUsers(StateReader reader)
    {
        (var last, var rewrites) = (reader.Number(), reader.Number());
        var users = Many(reader, ReadUser);
        return new FrozenUsers(last, rewrites, users.Count, users);
    }

    private static ActiveUser ReadUser(StateReader reader)
    {
        (var login, var node) = (reader.Number(), reader.Number());
        return new ActiveUser(
            reader.Text(),
            reader.Text(),
            reader.Number(ushort.MaxValue),
            new Timestamp(reader.Number())
        )
        {
            Login = login,
            Node = node,
        };
    }

    private static FrozenGuard ReadGuard(StateReader reader) =>
        new(
            new FrozenFailures(reader.Number(), reader.Number(MaxItems), Many(reader, ReadWindow)),
            ReadBudget(reader, static from => new SourceNetwork(from.Number(1) == 1, from.Fixed()))
        );

    private static FrozenBudget<TSource> ReadBudget<TSource>(StateReader reader, Func<StateReader, TSource> read) =>
        new(reader.Time(), reader.Number(), Many(reader, from => (from.Time(), from.Number(), read(from))));

    private static void Write(StateWriter writer, FailedLogins window)
    {
        writer
            .Number(window.Failure)
            .Text(window.User)
            .Number(window.Count)
            .Number(window.BlockedUntil is null ? 0 : 1);
        if (window.BlockedUntil is { } until)
        {
            writer.Time(until);
        }
    }

    private static FailedLogins ReadWindow(StateReader reader)
    {
        var failure = reader.Number();
        return new FailedLogins(reader.Text(), reader.Number(MaxItems), reader.Number(1) == 0 ? null : reader.Time())
        {
            Failure = failure,
        };
    }

    private static void Write(StateWriter writer, Offer offer) =>
        writer
            .Number(offer.Id)
            .Text(offer.Sender)
            .Number(offer.SenderLogin)
            .Text(offer.Receiver)
            .Number(offer.ReceiverLogin)
            .Time(offer.LapsesAt)
            .Number(offer.IsAccepted ? 1 : 0);

    private static Offer ReadOffer(StateReader reader) =>
        new(
            reader.Number(),
            reader.Text(),
            reader.Number(),
            reader.Text(),
            reader.Number(),
            reader.Time(),
            reader.Number(1) == 1
        );

    private static void Write(StateWriter writer, Message message) =>
        writer
            .Number(message.Id)
            .Text(message.User)
            .Bytes(message.Utf8)
            .Number(message.Time.UnixSeconds)
            .Number(message.IsEdited ? 1 : 0);

    private static Message ReadMessage(StateReader reader) =>
        new(reader.Number(), reader.Text(), reader.Bytes(), new Timestamp(reader.Number()), reader.Number(1) == 1);
}
