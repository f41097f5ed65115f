using System.Net;
using Forum.Reactive.Protocol;
using Forum.Reactive.Tests.World;
using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Ranges;

namespace Forum.Reactive.Tests.Transfer;

public class TransferOfferTests
{
    private readonly TransferWorld _world = new(
        1,
        TransferWorld.Ethernet,
        new TransferOptions { MaxFileSize = 1_000_000 }
    );

    [Fact]
    public void A_declined_offer_closes_the_file()
    {
        _world.Yoda.Files["x"] = [1];
        var id = _world.Offer(_world.Yoda, _world.Hans, "x", out _);

        Assert.True(_world.Hans.Transfers.Decline(id));
        Assert.False(_world.Hans.Transfers.Decline(id));
        _world.Yoda.Transfers.Declined(id, "not now");

        Assert.Equal("not now", _world.Yoda.Ending<TransferDeclined>(id).Reason);
        Assert.Equal(0, _world.Yoda.Files.OpenHandles);
    }

    [Fact]
    public void An_offer_lapses_after_ten_minutes_on_both_sides()
    {
        _world.Yoda.Files["x"] = [1];
        var id = _world.Offer(_world.Yoda, _world.Hans, "x", out _);

        _world.Run(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Empty(_world.Yoda.Events.Concat(_world.Hans.Events));
        _world.Run(TimeSpan.FromTicks(2));

        _world.Yoda.Ending<OfferLapsed>(id);
        _world.Hans.Ending<OfferLapsed>(id);
        Assert.Null(_world.Hans.Transfers.Accept(id));
        Assert.Equal(0, _world.Yoda.Files.OpenHandles);
    }

    [Fact]
    public void An_offer_is_withdrawn_before_it_is_answered()
    {
        _world.Yoda.Files["x"] = [1];
        var id = _world.Offer(_world.Yoda, _world.Hans, "x", out _);

        _world.Yoda.Transfers.Cancel(id);
        _world.Hans.Transfers.CancelledByPeer(id);

        Assert.False(_world.Yoda.Ending<TransferCancelled>(id).ByPeer);
        Assert.True(_world.Hans.Ending<TransferCancelled>(id).ByPeer);
        Assert.Null(_world.Hans.Transfers.Accept(id));
    }

    [Fact]
    public void A_small_file_is_offered_with_its_digest()
    {
        _world.Yoda.Files["x"] = "abc"u8.ToArray();
        using var file = _world.Yoda.Transfers.Open("x", "hans");

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", file.Sha256);
        Assert.Equal(3, file.Size);
    }

    [Fact]
    public void A_file_that_is_not_there_cannot_be_offered() =>
        Assert.Throws<FileNotFoundException>(() => _world.Yoda.Transfers.Open("nothing", "hans"));

    [Theory]
    [InlineData("")]
    [InlineData(".profile")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a..b")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("a\u001bb")]
    [InlineData("a\u202eb")]
    public void A_name_that_could_leave_the_folder_or_surprise_is_refused(string name) =>
        Assert.False(Consider(name).CanTake);

    [Fact]
    public void A_name_that_is_not_text_is_refused() => Assert.False(Consider("\ud800").CanTake);

    [Theory]
    [InlineData("x")]
    [InlineData("lecture 1.mp4")]
    [InlineData("süß – 講義.mp4")]
    [InlineData("-rf")]
    public void Other_names_are_taken(string name) => Assert.True(Consider(name).CanTake);

    [Fact]
    public void The_stored_name_has_at_most_255_bytes()
    {
        Assert.True(Consider(new string('x', 250)).CanTake);
        Assert.False(Consider(new string('x', 251)).CanTake);
        Assert.False(Consider(new string('ü', 126)).CanTake);
    }

    [Theory]
    [InlineData("../../etc/x")]
    [InlineData("yo/da")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("yo da")]
    [InlineData("yo\u202eda")]
    public void A_sender_who_can_be_no_user_is_refused(string sender) =>
        Assert.False(_world.Hans.Transfers.Consider(Incoming("x", 1) with { Sender = sender }).CanTake);

    [Fact]
    public void A_sender_behind_whose_name_the_file_would_be_hidden_is_refused() =>
        Assert.Contains(
            "hidden",
            _world.Hans.Transfers.Consider(Incoming("x", 1) with { Sender = ".vader" }).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        Assert.True(Consider("x", 1_000_000).CanTake);
        Assert.False(Consider("x", 1_000_001).CanTake);
        Assert.False(Consider("x", -1).CanTake);
    }

    [Fact]
    public void A_file_that_does_not_fit_on_the_disk_is_refused()
    {
        _world.Hans.Files.FreeBytes = 999;
        Assert.False(Consider("x", 1000).CanTake);
        Assert.True(Consider("x", 999).CanTake);
    }

    [Fact]
    public void What_was_promised_to_others_is_not_free()
    {
        _world.Hans.Files.FreeBytes = 900_000;
        _world.Yoda.Files["x"] = TransferWorld.Noise(1, 600_000);
        var first = _world.Offer(_world.Yoda, _world.Hans, "x", out _);
        var second = _world.Offer(_world.Yoda, _world.Hans, "x", out var verdict);
        Assert.True(verdict.CanTake);

        Assert.NotNull(_world.Hans.Transfers.Accept(first));

        Assert.Null(_world.Hans.Transfers.Accept(second));
        Assert.False(Consider("y", 300_001).CanTake);
        Assert.True(Consider("y", 300_000).CanTake);
    }

    [Fact]
    public void What_an_earlier_attempt_left_needs_no_space_again()
    {
        using (var part = PartFile.Open(_world.Hans.Files, "yoda_x", "yoda", 900_000))
        {
            part.Clear();
            part.Checkpoint([new Range64(0, 800_000)], []);
        }

        _world.Hans.Files.FreeBytes = 100_000;

        Assert.True(Consider("x", 900_000).CanTake);
        Assert.False(Consider("x", 900_001).CanTake);
        Assert.False(Consider("y", 900_000).CanTake);
    }

    [Fact]
    public void What_an_earlier_attempt_left_is_not_promised_again()
    {
        var content = TransferWorld.Noise(5, 900_000);
        using (var part = PartFile.Open(_world.Hans.Files, "yoda_x", "yoda", content.Length))
        {
            part.Clear();
            part.Write(content.AsSpan(0, 800_000), 0);
            part.Checkpoint([new Range64(0, 800_000)], []);
        }

        _world.Hans.Files.FreeBytes = 150_000;
        _world.Yoda.Files["x"] = content;
        _world.Send(_world.Yoda, _world.Hans, "x");

        Assert.True(Consider("y", 50_000).CanTake);
        Assert.False(Consider("y", 50_001).CanTake);
        _world.Run(TimeSpan.FromMilliseconds(201));
        Assert.True(Consider("z", 50_000).CanTake);
    }

    [Theory]
    [InlineData("ba78")]
    [InlineData("zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("")]
    public void An_offer_with_a_digest_that_is_none_is_refused(string digest) =>
        Assert.False(_world.Hans.Transfers.Consider(Incoming("x", 1) with { Sha256 = digest }).CanTake);

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData(TestKey.OfUnknownCurve)]
    public void An_offer_with_a_key_that_is_none_is_refused(string key) =>
        Assert.False(_world.Hans.Transfers.Consider(Incoming("x", 1) with { PublicKey = key }).CanTake);

    [Theory]
    [InlineData("10.0.0.2", 8000, "AAAA")]
    [InlineData("10.0.0.2", 8000, TestKey.OfUnknownCurve)]
    [InlineData("10.0.0.2", 0, TestKey.Valid)]
    [InlineData("10.0.0.2", 65_536, TestKey.Valid)]
    [InlineData("0.0.0.0", 8000, TestKey.Valid)]
    [InlineData("::", 8000, TestKey.Valid)]
    [InlineData("224.0.0.1", 8000, TestKey.Valid)]
    [InlineData("255.255.255.255", 8000, TestKey.Valid)]
    [InlineData("ff02::1", 8000, TestKey.Valid)]
    public void An_acceptance_that_makes_no_sense_ends_the_transfer(string address, int port, string key)
    {
        _world.Yoda.Files["x"] = [1];
        var id = _world.Offer(_world.Yoda, _world.Hans, "x", out _);
        Assert.False(_world.Yoda.Transfers.Accepted(id, IPAddress.Parse(address), port, key));
        _world.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(TransferFailure.Unreachable, _world.Yoda.Ending<TransferFailed>(id).Failure);
    }

    [Fact]
    public void More_offers_than_are_allowed_are_refused()
    {
        for (var number = 0; number < 64; number++)
        {
            Assert.True(Consider($"x{number}").CanTake);
        }

        Assert.False(Consider("one more").CanTake);
    }

    [Fact]
    public void What_travels_counts_until_it_is_over()
    {
        var content = TransferWorld.Noise(1, 500_000);
        var ids = Enumerable
            .Range(0, 64)
            .Select(n => _world.Send(_world.Yoda, _world.Hans, $"x{n}", content))
            .ToArray();
        _world.Run(TimeSpan.FromMilliseconds(1));
        Assert.False(Consider("one more").CanTake);

        _world.Run(TimeSpan.FromSeconds(60));

        Assert.All(ids, id => Assert.True(_world.Hans.HasEnded(id)));
        Assert.True(Consider("one more").CanTake);
    }

    [Theory]
    [InlineData("yoda_x.mp4", 1, "yoda_x.mp4")]
    [InlineData("yoda_x.mp4", 2, "yoda_x (2).mp4")]
    [InlineData("yoda_x.tar.gz", 3, "yoda_x.tar (3).gz")]
    [InlineData("yoda_x", 2, "yoda_x (2)")]
    public void Taken_names_are_numbered(string stored, int number, string expected) =>
        Assert.Equal(expected, StoredName.Numbered(stored, number));

    [Fact]
    public void A_numbered_name_is_never_too_long()
    {
        var name = StoredName.Numbered(new string('ü', 125) + ".mp4", 12);
        Assert.EndsWith(" (12).mp4", name, StringComparison.Ordinal);
        Assert.Null(FileName.Problem(name));
    }

    private OfferVerdict Consider(string name, long size = 1) => _world.Hans.Transfers.Consider(Incoming(name, size));

    private IncomingOffer Incoming(string name, long size)
    {
        _world.Yoda.Files["key"] = [];
        using var file = _world.Yoda.Transfers.Open("key", "hans");
        return new IncomingOffer(
            Guid.NewGuid().ToString(),
            "yoda",
            IPAddress.Loopback,
            size,
            "-",
            file.PublicKey,
            name
        );
    }
}
