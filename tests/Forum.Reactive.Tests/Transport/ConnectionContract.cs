using System.Net.Sockets;
using System.Text;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transport;

namespace Forum.Reactive.Tests.Transport;

/// <summary>What every connection promises, whatever carries its bytes.</summary>
public abstract class ConnectionContract : IDisposable
{
    /// <summary>Two ends of one connection, as the network makes them: the one that connected and the one that was accepted.</summary>
    private protected abstract (IConnection Near, IConnection Far) Connect();

    /// <summary>Lets the network work until something is so; fails when it does not become so.</summary>
    private protected abstract void Until(Func<bool> isSo);

    /// <summary>Lets the network work for so long that whatever is under way would have happened.</summary>
    private protected abstract void LetSettle();

    public abstract void Dispose();

    [Fact]
    public void Bytes_arrive_whole_both_ways() =>
        Seeded.Run(random =>
        {
            (var near, var far) = Pair();
            var there = random.NextBytes(3_000_000);
            var back = random.NextBytes(2_000_000);
            near.Send(there);
            far.Send(back);
            Until(() => near.Count >= back.Length && far.Count >= there.Length);
            Assert.True(far.Bytes.AsSpan().SequenceEqual(there));
            Assert.True(near.Bytes.AsSpan().SequenceEqual(back));
        });

    [Fact]
    public void A_peer_that_closes_its_output_completes_the_input_and_can_still_be_written_to()
    {
        (var near, var far) = Pair();
        near.Send("request"u8.ToArray());
        near.CloseOutput();
        Until(() => far.IsCompleted);
        Assert.Equal("request", far.Text);
        far.Send("answer"u8.ToArray());
        far.CloseOutput();
        Until(() => near.IsCompleted);
        Assert.Equal("answer", near.Text);
        Assert.Null(near.Error);
        Assert.Null(far.Error);
    }

    [Fact]
    public void What_was_taken_before_the_output_was_closed_arrives_however_late_it_is_read()
    {
        (var near, var far) = Pair();
        near.Connection.Pause();
        var piece = new byte[1000];
        var taken = 0;
        for (var n = far.Connection.Write(piece); n > 0; n = far.Connection.Write(piece))
        {
            taken += n;
        }

        far.CloseOutput();
        LetSettle();
        near.Connection.Resume();
        Until(() => near.IsCompleted || near.Error is not null);
        Assert.Null(near.Error);
        Assert.Equal(taken, near.Count);
    }

    [Fact]
    public void What_was_sent_is_read_even_when_the_sender_is_gone_after_both_closed()
    {
        (var near, var far) = Pair();
        near.CloseOutput();
        Until(() => far.IsCompleted);
        near.Connection.Pause();
        far.Send(new byte[5000]);
        far.CloseOutput();
        far.Connection.Dispose();
        LetSettle();
        near.Connection.Resume();
        Until(() => near.IsCompleted || near.Error is not null);
        Assert.Equal(5000, near.Count);
        Assert.True(near.IsCompleted);
    }

    [Fact]
    public void A_peer_that_does_not_read_makes_a_write_take_less_and_is_told_of_room_when_it_reads()
    {
        (var near, var far) = Pair();
        near.Connection.Pause();
        var bytes = new byte[64 * 1024];
        long taken = 0;
        int last;
        do
        {
            last = far.Connection.Write(bytes);
            taken += last;
            Assert.InRange(taken, 0, 64 * 1024 * 1024);
        } while (last == bytes.Length);

        LetSettle();
        near.Connection.Resume();
        Until(() => far.WritableTicks > 0);
        Until(() => near.Count == taken);
    }

    [Fact]
    public void Nothing_is_received_while_paused_and_everything_after()
    {
        (var near, var far) = Pair();
        far.Connection.Pause();
        near.Send("one"u8.ToArray());
        LetSettle();
        var before = far.Count;
        near.Send("two"u8.ToArray());
        LetSettle();
        Assert.Equal(0, before);
        Assert.Equal(0, far.Count);
        far.Connection.Resume();
        Until(() => far.Count == 6);
        Assert.Equal("onetwo", far.Text);
    }

    [Fact]
    public void A_pause_within_a_delivery_makes_it_the_last_one()
    {
        (var near, var far) = Pair((connection, _) => connection.Pause());
        near.Send(new byte[100_000]);
        Until(() => far.Count > 0);
        var count = far.Count;
        LetSettle();
        Assert.Equal(count, far.Count);
        Until(() =>
        {
            far.Connection.Resume();
            return far.Count == 100_000;
        });
    }

    [Fact]
    public void Disposing_a_connection_fails_it_here_and_ends_it_there()
    {
        (var near, var far) = Pair();
        near.Connection.Dispose();
        Until(() => near.IsOver && far.IsOver);
        Assert.IsType<SocketException>(near.Error);
        near.Connection.Dispose();
    }

    [Fact]
    public void Disposing_a_connection_with_unread_bytes_ends_it_there()
    {
        (var near, var far) = Pair();
        near.Connection.Pause();
        far.Send(new byte[1000]);
        LetSettle();
        near.Connection.Dispose();
        Until(() => far.IsOver);
    }

    [Fact]
    public void A_paused_connection_that_is_disposed_is_told_so()
    {
        (var near, _) = Pair();
        near.Connection.Pause();
        LetSettle();
        near.Connection.Dispose();
        Until(() => near.Error is not null);
    }

    [Fact]
    public void Disposing_a_connection_within_a_delivery_makes_it_the_last_one()
    {
        (var near, var far) = Pair((connection, _) => connection.Dispose());
        near.Send(new byte[100_000]);
        Until(() => far.Error is not null && far.IsGone);
        Assert.InRange(far.Pieces, 1, 1);
        Until(() => near.IsOver);
    }

    [Fact]
    public void A_connection_whose_input_had_ended_is_told_when_it_is_disposed()
    {
        (var near, var far) = Pair();
        near.CloseOutput();
        Until(() => far.IsCompleted);
        Assert.False(far.IsGone);
        far.Connection.Dispose();
        Until(() => far.IsGone);
    }

    [Fact]
    public void A_peer_that_aborts_is_told_to_one_that_reads_no_further_when_it_writes_at_the_latest()
    {
        (var near, var far) = Pair();
        far.Connection.Pause();
        near.Connection.Pause();
        LetSettle();
        near.Send(new byte[1000]);
        LetSettle();
        far.Connection.Dispose(); // With something unread, so that it is a reset.
        Until(() =>
        {
            near.Connection.Write("x"u8);
            return near.Error is not null && near.IsGone;
        });
    }

    [Fact]
    public void Who_subscribes_to_a_connection_that_is_lost_is_told()
    {
        (var near, var far) = Connect();
        near.Dispose();
        LetSettle();
        var end = new End(near);
        Until(() => end.Error is not null && end.IsGone);
        far.Dispose();
    }

    [Fact]
    public void Writing_to_a_lost_connection_takes_everything()
    {
        (var near, var far) = Pair();
        near.Connection.Dispose();
        Until(() => far.IsOver);
        LetSettle();
        Until(() => far.Connection.Write(new byte[100_000]) == 100_000);
        Assert.Equal(100_000, near.Connection.Write(new byte[100_000]));
        far.Connection.CloseOutput();
        near.Connection.CloseOutput();
    }

    [Fact]
    public void Both_ends_know_the_address_of_the_other()
    {
        (var near, var far) = Connect();
        Assert.False(near.RemoteEndPoint.Address.IsIPv4MappedToIPv6);
        Assert.False(far.RemoteEndPoint.Address.IsIPv4MappedToIPv6);
        Assert.NotEqual(0, near.RemoteEndPoint.Port);
        near.Dispose();
        far.Dispose();
    }

    private (End Near, End Far) Pair(Action<IConnection, int>? atEachPiece = null)
    {
        (var near, var far) = Connect();
        return (new End(near), new End(far, atEachPiece));
    }

    /// <summary>One end: sends as it can, and remembers what came.</summary>
    private protected sealed class End
    {
        private readonly Lock _gate = new();
        private readonly List<byte> _received = []; // Protected by the gate, as is what follows
        private byte[] _unsent = [];
        private int _sent;
        private bool _closes;
        private bool _closed;
        private volatile bool _completed;
        private volatile Exception? _error;
        private volatile bool _gone;
        private int _writableTicks;
        private int _pieces;

        public End(IConnection connection, Action<IConnection, int>? atEachPiece = null)
        {
            Connection = connection;
            connection
                .Writable.CheckGrammar()
                .Subscribe(
                    _ =>
                    {
                        Interlocked.Increment(ref _writableTicks);
                        Flush();
                    },
                    () => _gone = true
                );
            connection
                .Received.CheckGrammar()
                .Subscribe(
                    piece =>
                    {
                        atEachPiece?.Invoke(connection, Interlocked.Increment(ref _pieces));
                        lock (_gate)
                        {
                            _received.AddRange(piece.Span);
                        }
                    },
                    error => _error = error,
                    () => _completed = true
                );
        }

        public IConnection Connection { get; }

        public bool IsCompleted => _completed;

        /// <summary>Whether it was told that nothing goes either way any more.</summary>
        public bool IsGone => _gone;

        public int Pieces => Volatile.Read(ref _pieces);

        public Exception? Error => _error;

        public bool IsOver => _completed || _error is not null;

        public int WritableTicks => Volatile.Read(ref _writableTicks);

        public int Count
        {
            get
            {
                lock (_gate)
                {
                    return _received.Count;
                }
            }
        }

        public byte[] Bytes
        {
            get
            {
                lock (_gate)
                {
                    return [.. _received];
                }
            }
        }

        public string Text => Encoding.UTF8.GetString(Bytes);

        public void Send(byte[] bytes)
        {
            lock (_gate)
            {
                (_unsent, _sent) = (bytes, 0);
            }

            Flush();
        }

        public void CloseOutput()
        {
            lock (_gate)
            {
                _closes = true;
            }

            Flush();
        }

        private void Flush()
        {
            lock (_gate)
            {
                if (_sent < _unsent.Length)
                {
                    _sent += Connection.Write(_unsent.AsSpan(_sent));
                }

                if (_closes && !_closed && _sent == _unsent.Length)
                {
                    _closed = Connection.CloseOutput();
                }
            }
        }
    }
}
