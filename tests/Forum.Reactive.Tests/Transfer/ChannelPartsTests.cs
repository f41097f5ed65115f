using Forum.Reactive.Transfer.Channel;
using Forum.Reactive.Transfer.Congestion;
using Forum.Reactive.Transfer.Recovery;

namespace Forum.Reactive.Tests.Transfer;

public class ChannelPartsTests
{
    private static readonly long Millisecond = TimeSpan.TicksPerMillisecond;

    [Fact]
    public void A_packet_number_is_a_replay_once_it_has_been_seen()
    {
        var received = new ReceivedPackets();
        foreach (var number in new[] { 0, 1, 5, 3 })
        {
            Assert.False(received.IsReplay(number));
            received.Add(number, 100, isEliciting: true, 0);
            Assert.True(received.IsReplay(number));
        }

        Assert.False(received.IsReplay(2));
        Assert.False(received.IsReplay(4));
    }

    [Fact]
    public void What_is_older_than_the_window_is_a_replay_and_the_window_is_bounded()
    {
        var received = new ReceivedPackets();
        for (var number = 0; number < 10_000; number += 2)
        {
            received.Add(number, 100, isEliciting: false, 0);
        }

        Assert.Equal(256, received.Ranges.Length);
        Assert.True(received.IsReplay(1));
        Assert.False(received.IsReplay(9_997));
    }

    [Fact]
    public void An_acknowledgement_is_due_after_two_packets_or_a_millisecond_or_at_once_after_a_gap()
    {
        var received = new ReceivedPackets();
        received.Add(0, 100, isEliciting: true, 0);
        Assert.False(received.IsDueAfterBatch(0));
        Assert.True(received.IsDueAfterBatch(Millisecond));
        received.Add(1, 100, isEliciting: true, 0);
        Assert.True(received.IsDueAfterBatch(0));
        received.Acknowledged(0);
        Assert.Equal(long.MaxValue, received.Due);
        received.Add(2, 100, isEliciting: false, 0);
        Assert.False(received.IsDueAfterBatch(Millisecond));
        received.Add(4, 100, isEliciting: true, 0);
        Assert.True(received.IsDueAfterBatch(0));
    }

    [Theory]
    [InlineData(1472)]
    [InlineData(1463)]
    [InlineData(8972)]
    [InlineData(1200)]
    [InlineData(65507)]
    [InlineData(1234)]
    public void The_largest_datagram_is_found_within_sixteen_bytes(int path)
    {
        var mtu = new PathMtu(65507, pinned: null);
        for (var probes = 0; mtu.Candidate != 0; probes++)
        {
            Assert.True(probes < 100);
            if (mtu.Candidate <= path)
            {
                mtu.OnProbeAcknowledged(mtu.Candidate);
            }
            else
            {
                mtu.OnProbeLost(mtu.Candidate);
            }
        }

        Assert.InRange(mtu.Current, path - 16, path);
    }

    [Fact]
    public void A_path_that_swallows_large_datagrams_is_taken_for_narrower()
    {
        var mtu = new PathMtu(1472, pinned: null);
        mtu.OnProbeAcknowledged(1472);
        for (var lost = 0; lost < 7; lost++)
        {
            Assert.False(mtu.OnLost(1472, isProbeTimeout: true));
        }

        Assert.True(mtu.OnLost(1472, isProbeTimeout: true));
        Assert.Equal(PathMtu.Base, mtu.Current);
        Assert.InRange(mtu.Candidate, 1201, 1471);
    }

    [Theory]
    [InlineData(508)]
    [InlineData(548)]
    [InlineData(1000)]
    [InlineData(1199)]
    [InlineData(1472)]
    public void A_path_that_seems_not_even_to_take_the_base_is_searched_from_below(int path)
    {
        var mtu = new PathMtu(1472, pinned: null);
        Assert.False(mtu.OnLost(PathMtu.Base, isProbeTimeout: false));
        Assert.False(mtu.OnLost(PathMtu.Base, isProbeTimeout: true));
        Assert.True(mtu.OnLost(PathMtu.Base, isProbeTimeout: true));
        Assert.Equal((PathMtu.Floor, PathMtu.Base), (mtu.Current, mtu.Candidate));
        for (var probes = 0; mtu.Candidate != 0; probes++)
        {
            Assert.True(probes < 100);
            if (mtu.Candidate <= path)
            {
                mtu.OnProbeAcknowledged(mtu.Candidate);
            }
            else
            {
                mtu.OnProbeLost(mtu.Candidate);
            }
        }

        Assert.InRange(mtu.Current, path - 31, path);
    }

    [Fact]
    public void A_first_hop_below_the_base_is_never_exceeded()
    {
        var mtu = new PathMtu(1000, pinned: null);
        Assert.Equal((1000, 0), (mtu.Current, mtu.Candidate));
        mtu.OnTooLarge(1000);
        Assert.Equal(PathMtu.Floor, mtu.Current);
    }

    [Fact]
    public void Random_loss_is_not_congestion_and_a_full_queue_is()
    {
        var judge = new LossJudge();
        var minRtt = 50 * Millisecond;
        for (var round = 0; round < 30; round++)
        {
            judge.Add(Sample(950_000, 50_000, minRtt));
            Assert.False(judge.EndRound(minRtt, isQuiet: true));
        }

        judge.Add(Sample(800_000, 200_000, 100 * Millisecond));
        Assert.True(judge.EndRound(minRtt, isQuiet: false));
    }

    [Fact]
    public void Loss_in_a_shallow_queue_counts_when_it_is_far_more_than_usual()
    {
        var judge = new LossJudge();
        var minRtt = 50 * Millisecond;
        judge.Add(Sample(970_000, 30_000, minRtt));
        Assert.False(judge.EndRound(minRtt, isQuiet: false));
        judge.Add(Sample(850_000, 150_000, minRtt));
        Assert.True(judge.EndRound(minRtt, isQuiet: false));
    }

    [Fact]
    public void The_round_trip_is_smoothed_as_the_standard_says()
    {
        var trip = new RoundTripTime();
        trip.Add(100 * Millisecond, 0);
        Assert.Equal((100 * Millisecond, 50 * Millisecond), (trip.Smoothed, trip.Variation));
        trip.Add(180 * Millisecond, 0);
        Assert.Equal((110 * Millisecond, 575 * Millisecond / 10), (trip.Smoothed, trip.Variation));
        trip.Add(150 * Millisecond, 40 * Millisecond);
        Assert.Equal(110 * Millisecond, trip.Smoothed);
        Assert.Equal(100 * Millisecond, trip.Min);
    }

    private static RateSample Sample(long acknowledged, long lost, long roundTrip) =>
        new()
        {
            NewlyAcknowledged = acknowledged,
            NewlyLost = lost,
            RoundTrip = roundTrip,
        };
}
