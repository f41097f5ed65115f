using System.Security.Authentication;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;
using Forum.Reactive.Transport.Tls;
using Microsoft.Reactive.Testing;

namespace Forum.Reactive.Tests.Transport;

/// <summary>The contract of connections over TLS in memory.</summary>
public sealed class TlsConnections : ConnectionContract
{
    private readonly TlsWorld _world = new();

    public override void Dispose()
    {
        // Nothing but memory.
    }

    private protected override (IConnection Near, IConnection Far) Connect() => _world.Connect();

    private protected override void Until(Func<bool> isSo) => _world.Until(isSo);

    private protected override void LetSettle() => _world.Pass(TimeSpan.FromSeconds(1));
}

/// <summary>What TLS adds: who is let in, and what attackers get.</summary>
public sealed class TlsTests
{
    private static readonly byte[] Plain = "USER yoda\n"u8.ToArray();
    private readonly TlsWorld _world = new();

    [Fact]
    public void The_client_sees_the_fingerprint_that_the_server_prints()
    {
        _world.Connect();
        var identity = Assert.Single(_world.Judged);
        Assert.Equal(TestCertificate.File.Fingerprint, identity.Fingerprint);
        Assert.Matches("^sha256:[0-9a-f]{64}$", identity.Fingerprint);
        Assert.False(identity.IsTrustedBySystem);
        Assert.Equal(("10.0.0.1", _world.TlsPort), (identity.Host, identity.Port));
    }

    [Fact]
    public void A_server_that_the_client_does_not_accept_gets_nothing()
    {
        _world.Accepts = false;
        Exception? error = null;
        _world.Client.Connect("10.0.0.1", _world.TlsPort).Subscribe(_ => Assert.Fail("accepted"), e => error = e);
        _world.Until(() => error is not null);
        Assert.IsType<AuthenticationException>(error);
    }

    [Fact]
    public void On_the_wire_nothing_can_be_read()
    {
        (var near, var far) = _world.Connect();
        List<byte> received = [];
        far.Received.Subscribe(piece => received.AddRange(piece.Span));
        near.Write(Plain);
        _world.Until(() => received.Count == Plain.Length);
        Assert.Equal(Plain, received);
        Assert.True(_world.Wire.Count > 100);
        Assert.Equal(-1, _world.Wire.ToArray().AsSpan().IndexOf("yoda"u8));
    }

    [Fact]
    public void Who_speaks_plain_on_the_TLS_port_is_refused_and_the_failure_has_the_address()
    {
        var connection = _world.ConnectPlain(_world.TlsPort);
        connection.Write(Plain);
        connection.Write(new byte[1000]);
        _world.Until(() => _world.Failures.Count == 1);
        Assert.Equal("10.0.0.2", _world.Failures[0].Address.ToString());
        Assert.Empty(_world.Accepted);
    }

    [Fact]
    public void A_plain_client_still_gets_in_on_the_plain_port()
    {
        var connection = _world.ConnectPlain(_world.PlainPort);
        connection.Write(Plain);
        _world.Until(() => _world.Accepted.Count == 1);
        Assert.IsNotType<TlsConnection>(_world.Accepted[0]);
    }

    [Fact]
    public void While_a_handshake_waits_for_its_worker_the_loop_serves_others()
    {
        var workers = new TestScheduler();
        var world = new TlsWorld(workers);
        IConnection? near = null;
        world.Client.Connect("10.0.0.1", world.TlsPort).Subscribe(connection => near = connection);
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(world.Accepted);

        world.ConnectPlain(world.PlainPort);
        world.Until(() => world.Accepted.Count == 1);
        world.Until(() =>
        {
            workers.AdvanceBy(1);
            return near is not null && world.Accepted.Count == 2;
        });

        // From then on the loop does it all.
        List<byte> received = [];
        world.Accepted[1].Received.Subscribe(piece => received.AddRange(piece.Span));
        near!.Write(Plain);
        world.Until(() => received.Count == Plain.Length);
    }

    [Fact]
    public void A_handshake_that_no_worker_comes_to_is_cut_off_too()
    {
        var workers = new TestScheduler();
        var world = new TlsWorld(workers);
        world.ConnectPlain(world.TlsPort);
        world.Pass(TimeSpan.FromSeconds(11));
        workers.AdvanceBy(TimeSpan.FromSeconds(1).Ticks);
        world.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(world.Failures);
        Assert.Empty(world.Accepted);
    }

    [Fact]
    public void A_handshake_that_takes_too_long_is_cut_off()
    {
        _world.ConnectPlain(_world.TlsPort);
        _world.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(_world.Failures);
        _world.Pass(TimeSpan.FromSeconds(2));
        Assert.Contains("too long", Assert.Single(_world.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Handshakes_beyond_the_most_are_cut_off_at_once_and_there_is_room_again_later()
    {
        for (var i = 0; i < TlsListener.MostHandshakes + 10; i++)
        {
            _world.ConnectPlain(_world.TlsPort);
        }

        _world.Until(() => _world.Failures.Count == 10);
        Assert.All(_world.Failures, failure => Assert.Contains("too many", failure.Reason, StringComparison.Ordinal));
        _world.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal(TlsListener.MostHandshakes + 10, _world.Failures.Count);
        _world.Connect();
    }

    [Fact]
    public void A_changed_certificate_is_shown_from_the_next_handshake_on_and_a_bad_one_never()
    {
        var folder = Directory.CreateTempSubdirectory("forum-").FullName;
        try
        {
            var (cert, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            var clock = new TestScheduler();
            var file = new CertificateFile(cert, key);
            file.Create(RealTime.Scheduler.Now);
            file.Read();
            var first = file.Fingerprint;
            List<Exception?> changes = [];
            file.Changes(clock).Subscribe(changes.Add);
            Assert.True(FileModes.IsOwnersAlone(key));

            File.WriteAllText(cert, "nonsense");
            clock.AdvanceBy(TimeSpan.FromSeconds(5).Ticks);
            Assert.NotNull(Assert.Single(changes));
            Assert.Equal(first, file.Fingerprint);

            file.Create(RealTime.Scheduler.Now);
            clock.AdvanceBy(TimeSpan.FromSeconds(5).Ticks);
            Assert.Equal(2, changes.Count);
            Assert.Null(changes[1]);
            Assert.NotEqual(first, file.Fingerprint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
