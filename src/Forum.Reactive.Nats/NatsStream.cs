using System.Globalization;
using System.Reactive;
using System.Reactive.Subjects;
using System.Threading.Channels;
using Forum.Reactive.Transport;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.ObjectStore;
using NATS.Client.ObjectStore.Models;

namespace Forum.Reactive.Nats;

/// <summary>A stream of NATS JetStream, with an object store for its snapshots.</summary>
public sealed class NatsStream : IReplicatedStream
{
    /// <summary>Messages that wait to be handed to the library; more are dropped: they are sent again.</summary>
    private const int MaxOutgoing = 256;

    /// <summary>Messages that the library fetches at a time.</summary>
    private const int MaxFetched = 1024;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1); // At the end

    private readonly NatsStreamOptions _options;
    private readonly NatsConnection _connection;
    private readonly NatsJSContext _jetStream;
    private readonly Subject<string> _refusals = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MaxOutgoing) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    private Task _sending = Task.CompletedTask;
    private Task _listening = Task.CompletedTask;
    private ILoop? _loop;
    private INatsObjStore? _store;
    private string? _inbox; // Where brokers answer what was sent

    /// <summary>Makes it; <see cref="Open"/> connects.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public NatsStream(NatsStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _connection = new NatsConnection(NatsConnecting.Options(options));
        _jetStream = new NatsJSContext(_connection);
    }

    /// <inheritdoc/>
    public IObservable<string> Refusals => _refusals;

    private string Name => $"FORUM_{_options.Forum}";

    private string Subject => $"forum.{_options.Forum}.log";

    /// <inheritdoc/>
    public IObservable<StreamBounds> Open(ILoop loop)
    {
        _loop = loop;
        return Ask(async cancel =>
        {
            await _connection.ConnectAsync().ConfigureAwait(false);
            var stream = await FindOrMakeStream(cancel).ConfigureAwait(false);
            _store = await FindOrMakeStore(cancel).ConfigureAwait(false);
            if (_inbox is null)
            {
                _inbox = _connection.NewInbox();
                _listening = Task.Run(ListenAsync, CancellationToken.None);
                _sending = Task.Run(SendAsync, CancellationToken.None);
            }

            var state = stream.Info.State;
            return new StreamBounds(Math.Max(1, (long)state.FirstSeq), (long)state.LastSeq);
        });
    }

    /// <inheritdoc/>
    public IObservable<StreamMessage> Read(long after) =>
        new LoopReading(_loop!, (give, cancel) => ReadAsync(after, give, cancel));

    /// <inheritdoc/>
    public void Send(ReadOnlyMemory<byte> message) => _outgoing.Writer.TryWrite(message);

    /// <inheritdoc/>
    public IObservable<Unit> Purge(long sequence) =>
        Ask(async cancel =>
        {
            var request = new StreamPurgeRequest { Seq = (ulong)sequence };
            await _jetStream.PurgeStreamAsync(Name, request, cancel).ConfigureAwait(false);
            return Unit.Default;
        });

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<long>> ListSnapshots() =>
        Ask<IReadOnlyList<long>>(async cancel =>
        {
            SortedSet<long> found = [];
            var shelf = await _jetStream.GetStreamAsync($"OBJ_{Name}", cancellationToken: cancel).ConfigureAwait(false);
            if (shelf.Info.State.Messages == 0)
            {
                return []; // The library would wait for the first one.
            }

            await foreach (var item in _store!.ListAsync(cancellationToken: cancel).ConfigureAwait(false))
            {
                if (long.TryParse(item.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                {
                    found.Add(sequence);
                }
            }

            return [.. found];
        });

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ReadOnlyMemory<byte>>> LoadSnapshot(long sequence) =>
        Ask<IReadOnlyList<ReadOnlyMemory<byte>>>(async cancel =>
        {
            using var target = new SliceCollector();
            await _store!.GetAsync(NameOf(sequence), target, leaveOpen: true, cancel).ConfigureAwait(false);
            return target.Slices;
        });

    /// <inheritdoc/>
    public IObservable<Unit> SaveSnapshot(long sequence, IEnumerable<ReadOnlyMemory<byte>> slices) =>
        Ask(async cancel =>
        {
            using var source = new SliceStream(slices);
            var description = new ObjectMetadata { Name = NameOf(sequence) };
            await _store!.PutAsync(description, source, leaveOpen: true, cancel).ConfigureAwait(false);
            return Unit.Default;
        });

    /// <inheritdoc/>
    public IObservable<Unit> DeleteSnapshot(long sequence) =>
        Ask(async cancel =>
        {
            await _store!.DeleteAsync(NameOf(sequence), cancel).ConfigureAwait(false);
            return Unit.Default;
        });

    /// <summary>Hands over what was sent, and lets go of the brokers, in the background.</summary>
    public void Dispose()
    {
        if (_outgoing.Writer.TryComplete())
        {
            _ = Task.Run(EndAsync);
        }
    }

    private static string NameOf(long snapshot) => snapshot.ToString("D20", CultureInfo.InvariantCulture);

    private async Task<INatsJSStream> FindOrMakeStream(CancellationToken cancel)
    {
        try
        {
            return await _jetStream.GetStreamAsync(Name, cancellationToken: cancel).ConfigureAwait(false);
        }
        catch (NatsJSApiException error) when (error.Error.Code == 404)
        {
            var config = new StreamConfig(Name, [Subject])
            {
                NumReplicas = _options.Replicas,
                Storage = StreamConfigStorage.File,
                Retention = StreamConfigRetention.Limits,
                Discard = StreamConfigDiscard.New,
            };
            return await _jetStream.CreateStreamAsync(config, cancel).ConfigureAwait(false);
        }
    }

    private async Task<INatsObjStore> FindOrMakeStore(CancellationToken cancel)
    {
        var context = new NatsObjContext(_jetStream);
        var config = new NatsObjConfig(Name) { NumberOfReplicas = _options.Replicas };
        try
        {
            return await context.GetObjectStoreAsync(config.Bucket, cancel).ConfigureAwait(false);
        }
        catch (NatsException error) when (error is NatsObjNotFoundException or NatsJSApiException { Error.Code: 404 })
        {
            return await context.CreateObjectStoreAsync(config, cancel).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(long after, Func<StreamMessage, ValueTask> give, CancellationToken cancel)
    {
        var from = new NatsJSOrderedConsumerOpts
        {
            DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartSeq = (ulong)after + 1,
        };
        var consumer = await _jetStream.CreateOrderedConsumerAsync(Name, from, cancel).ConfigureAwait(false);
        var pace = new NatsJSConsumeOpts
        {
            MaxMsgs = MaxFetched,
            Expires = Expiry,
            IdleHeartbeat = Heartbeat,
        };
        await foreach (
            var message in consumer.ConsumeAsync(NatsRawSerializer<byte[]>.Default, pace, cancel).ConfigureAwait(false)
        )
        {
            if (message is { Metadata: { } place, Data: var data })
            {
                await give(new StreamMessage((long)place.Sequence.Stream, place.Timestamp, data)).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync()
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await _connection
                    .PublishAsync(
                        Subject,
                        message,
                        replyTo: _inbox,
                        serializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default,
                        cancellationToken: _ended.Token
                    )
                    .ConfigureAwait(false);
            }
            catch (NatsException error)
            {
                Tell(error.Message); // It is sent again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Hears what brokers answer. Only refusals are of interest: that a message is stored shows when it is read.</summary>
    private async Task ListenAsync()
    {
        try
        {
            var answers = await _connection
                .SubscribeCoreAsync(
                    _inbox!,
                    serializer: NatsRawSerializer<byte[]>.Default,
                    cancellationToken: _ended.Token
                )
                .ConfigureAwait(false);
            await foreach (var answer in answers.Msgs.ReadAllAsync(_ended.Token).ConfigureAwait(false))
            {
                if (NatsConnecting.RefusalIn(answer) is { } reason)
                {
                    Tell(reason);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or NatsException)
        {
            // It ends, or a broker does not let us listen: then it is only not said why.
        }
    }

    private void Tell(string reason) => _loop!.Post(() => _refusals.OnNext(reason));

    private IObservable<T> Ask<T>(Func<CancellationToken, Task<T>> ask) => new LoopQuestion<T>(_loop!, ask);

    private async Task EndAsync()
    {
        var patience = new CancellationTokenSource();
        patience.CancelAfter(Patience);
        try
        {
            await _sending.WaitAsync(patience.Token).ConfigureAwait(false);
            await _connection.PingAsync(patience.Token).ConfigureAwait(false); // What was sent before it is there.
        }
        catch (Exception error) when (error is OperationCanceledException or NatsException)
        {
            // The brokers do not answer: nobody will miss what they would have heard.
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        patience.Dispose();
    }
}
