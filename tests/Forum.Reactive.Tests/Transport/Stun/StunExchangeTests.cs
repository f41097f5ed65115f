using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Simulation;
using Forum.Reactive.Transport.Stun;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport.Stun;

/// <summary>Who asks and who answers, in virtual time; and one exchange over real sockets.</summary>
public sealed class StunExchangeTests : IDisposable
{
    private static readonly byte[] Id = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private static readonly IPEndPoint Here = IPEndPoint.Parse("10.0.0.2:5000");
    private readonly TestScheduler _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly IDatagramSocket _client;
    private readonly StunResponder _server;
    private readonly List<byte[]> _answers = [];

    public StunExchangeTests()
    {
        var link = new SimulatedLink { Delay = TimeSpan.FromMilliseconds(10) };
        _network = new SimulatedNetwork(_clock, 1, link);
        _client = _network.Host(Here.Address).OpenDatagramSocket(Here);
        _server = new StunResponder(_network.Host("10.0.0.1").OpenDatagramSocket(IPEndPoint.Parse("10.0.0.1:12000")));
    }

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void A_client_learns_from_where_it_is_seen()
    {
        IPEndPoint? seen = null;
        Ask().Subscribe(address => seen = address);
        Pass(0.025);
        Assert.Equal(Here, seen);
    }

    [Fact]
    public void A_request_is_sent_again_until_it_is_answered()
    {
        Lose(everything: true);
        IPEndPoint? seen = null;
        Ask().Subscribe(address => seen = address);
        Pass(1);
        Lose(everything: false);
        Assert.Null(seen);
        Pass(0.8);
        Assert.Equal(Here, seen);
    }

    [Fact]
    public void A_server_that_never_answers_is_given_up_after_five_requests()
    {
        List<long> sent = [];
        _network.Sent.Subscribe(_ => sent.Add(_clock.Clock / TimeSpan.TicksPerMillisecond));
        Lose(everything: true);
        Exception? error = null;
        Ask().Subscribe(_ => { }, thrown => error = thrown);
        Pass(7.74);
        Assert.Null(error);
        Pass(0.02);
        Assert.IsType<TimeoutException>(error);
        Assert.Equal([0, 250, 750, 1750, 3750], sent);
    }

    [Fact]
    public void An_answer_from_elsewhere_or_to_another_question_is_none()
    {
        IPEndPoint? seen = null;
        Lose(everything: true);
        Ask().Subscribe(address => seen = address);
        var forged = new byte[StunWriter.MostBytes];
        var length = StunWriter.WriteSuccess(forged, Id, IPEndPoint.Parse("10.6.6.6:6"));
        _network.Inject(IPEndPoint.Parse("10.0.0.66:12000"), Here, forged.AsSpan(0, length));
        forged[9] ^= 1;
        _network.Inject(_server.LocalEndPoint, Here, forged.AsSpan(0, length));
        Pass(0.1);
        Assert.Null(seen);
    }

    [Fact]
    public void The_sample_request_of_the_RFC_is_answered()
    {
        Listen();
        Send(StunMessageTests.SampleRequest);
        Assert.True(StunMessage.TryRead(Assert.Single(_answers), out var answer));
        Assert.Equal(StunType.BindingSuccess, answer.Type);
        Assert.Equal(Here, answer.MappedAddress());
    }

    [Fact]
    public void An_attribute_that_must_be_known_and_is_not_is_named_in_an_error()
    {
        byte[] request = [.. StunMessageTests.SampleRequest.AsSpan(0, 48)];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), 28);
        request[41] = 0x77;
        Listen();
        Send(request);
        Assert.True(StunMessage.TryRead(Assert.Single(_answers), out var answer));
        Assert.Equal(StunType.BindingError, answer.Type);
    }

    [Fact]
    public void Answers_longer_than_their_request_are_few()
    {
        byte[] bare = [.. StunMessageTests.SampleRequest.AsSpan(0, StunMessage.HeaderSize)];
        BinaryPrimitives.WriteUInt16BigEndian(bare.AsSpan(2), 0);
        Listen();
        for (var i = 0; i < 1000; i++)
        {
            _network.Inject(Here, _server.LocalEndPoint, bare);
        }

        Pass(0.025);
        Assert.Equal(StunResponder.MostShort, _answers.Count);
        _answers.Clear();
        Pass(1);
        Send(bare);
        Assert.Single(_answers);
    }

    [Fact]
    public void What_is_no_request_is_not_answered()
    {
        var buffer = new byte[StunWriter.MostBytes];
        Listen();
        Send(buffer.AsSpan(0, StunWriter.WriteSuccess(buffer, Id, Here)));
        Send("hello, is there anybody who answers to this?"u8);
        Send(default);
        Assert.Empty(_answers);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void It_works_over_real_sockets(string address)
    {
        var patience = TimeSpan.FromSeconds(20);
        var real = new RealNetwork();
        var loop = real.StartLoop("test");
        using var server = new StunResponder(real.OpenDatagramSocket(new IPEndPoint(IPAddress.IPv6Any, 0), loop));
        using var client = real.OpenDatagramSocket(new IPEndPoint(IPAddress.Parse(address), 0), loop);
        var to = new IPEndPoint(IPAddress.Parse(address), server.LocalEndPoint.Port);
        var seen = StunClient.Ask(client, client, to, Id).SubscribeOn(loop).Timeout(patience).Wait();
        Assert.Equal(client.LocalEndPoint, seen);
        loop.Stop().Timeout(patience).Wait();
    }

    private IObservable<IPEndPoint> Ask() => StunClient.Ask(_client, _client, _server.LocalEndPoint, Id);

    private void Listen() => _client.Subscribe(datagram => _answers.Add(datagram.Payload.ToArray()));

    private void Send(ReadOnlySpan<byte> payload)
    {
        _network.Inject(Here, _server.LocalEndPoint, payload);
        Pass(0.025);
    }

    private void Lose(bool everything) =>
        _network.SetLink(
            Here.Address,
            _server.LocalEndPoint.Address,
            new SimulatedLink { Delay = TimeSpan.FromMilliseconds(10), Loss = everything ? 1 : 0 }
        );

    private void Pass(double seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds).Ticks);
}
