using Forum.Reactive.Transfer;
using Forum.Reactive.Transfer.Introduction;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Tests.Transfer;

/// <summary>What a server, or who sits in the wire, can do to two clients that it introduces.</summary>
public class TransferIntroductionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private readonly TransferWorld _world = new(1, TransferWorld.Ethernet);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(3_000_000)]
    public void Both_sides_show_the_same_digits_and_keys_before_the_file_is_there(int size)
    {
        var id = _world.Send(_world.Yoda, _world.Hans, "x", TransferWorld.Noise(2, size));
        _world.RunUntilEnded(id, Minute);

        var (atYoda, atHans) = (Introduction(_world.Yoda), Introduction(_world.Hans));
        Assert.Equal(atYoda.CheckDigits, atHans.CheckDigits);
        Assert.Equal((_world.Hans.Key!.PublicKey, PeerStanding.Unknown), (atYoda.PeerKey, atYoda.Standing));
        Assert.Equal((_world.Yoda.Key!.PublicKey, PeerStanding.Unknown), (atHans.PeerKey, atHans.Standing));
        Assert.IsType<TransferCompleted>(_world.Yoda.Events[^1]);
        Assert.IsType<TransferCompleted>(_world.Hans.Events[^1]);
    }

    [Fact]
    public void On_a_bad_link_too()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var link = TransferWorld.Ethernet with { Loss = 0.2, Reordering = 0.2, Repetition = 0.1 };
            var world = new TransferWorld(seed, link);
            var id = world.Send(world.Yoda, world.Hans, "x", TransferWorld.Noise(2, 5000));
            world.RunUntilEnded(id, Minute);
            Assert.Equal(Introduction(world.Yoda).CheckDigits, Introduction(world.Hans).CheckDigits);
            Assert.True(world.Hans.Events[^1] is TransferCompleted, $"seed {seed}: {world.Hans.Said(id)}");
        }
    }

    [Fact]
    public void A_file_that_is_here_already_is_told_after_the_introduction()
    {
        var content = TransferWorld.Noise(2, 5000);
        _world.Hans.Files["yoda_x"] = content;
        var id = _world.Send(_world.Yoda, _world.Hans, "x", content);
        _world.RunUntilEnded(id, Minute);

        Assert.True(_world.Hans.Ending<TransferCompleted>(id).WasThere);
        Assert.Equal(Introduction(_world.Yoda).CheckDigits, Introduction(_world.Hans).CheckDigits);
    }

    [Theory]
    [InlineData("sender")]
    [InlineData("receiver")]
    [InlineData("size")]
    [InlineData("digest")]
    [InlineData("no digest")]
    [InlineData("name")]
    [InlineData("sender's key")]
    [InlineData("receiver's key")]
    public void Who_changes_a_word_of_the_offer_breaks_the_transfer(string what)
    {
        using var other = EphemeralKey.Create(Entropy.FromSeed(7));
        var otherKey = EphemeralKey.Export(other);
        _world.Yoda.Files["x"] = TransferWorld.Noise(2, 5000);
        if (what == "receiver")
        {
            _world.Hans.Transfers.User = "han";
        }

        var file = _world.Yoda.Transfers.Open("x", "hans");
        _world.Yoda.Transfers.Offered("1", file);
        var offer = new IncomingOffer(
            "1",
            what == "sender" ? "luke" : "yoda",
            _world.Yoda.EndPoint.Address,
            what == "size" ? 5001 : file.Size,
            what == "digest" ? new string('0', 64)
                : what == "no digest" ? "-"
                : file.Sha256,
            what == "sender's key" ? otherKey : file.PublicKey,
            what == "name" ? "y" : "x"
        );
        Assert.True(_world.Hans.Transfers.Consider(offer).CanTake);
        var key = _world.Hans.Transfers.Accept("1")!;
        _world.Yoda.Transfers.Accepted(
            "1",
            _world.Hans.EndPoint.Address,
            _world.Hans.EndPoint.Port,
            what == "receiver's key" ? otherKey : key
        );
        _world.RunUntilEnded("1", Minute);

        Assert.Equal(TransferFailure.Silence, _world.Yoda.Ending<TransferFailed>("1").Failure);
        Assert.Equal(TransferFailure.Silence, _world.Hans.Ending<TransferFailed>("1").Failure);
        Assert.DoesNotContain(_world.Hans.Files.Names, name => name.StartsWith("yoda_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_was_compared_is_known_again()
    {
        _world.Yoda.Known["hans"] = _world.Hans.Key!.PublicKey;
        _world.Hans.Known["yoda"] = _world.Yoda.Key!.PublicKey;
        var id = _world.Send(_world.Yoda, _world.Hans, "x", TransferWorld.Noise(2, 100_000));
        _world.RunUntilEnded(id, Minute);

        Assert.Equal(PeerStanding.Verified, Introduction(_world.Yoda).Standing);
        Assert.Equal(PeerStanding.Verified, Introduction(_world.Hans).Standing);
        _world.Hans.Ending<TransferCompleted>(id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_receives_with_another_key_than_was_compared_gets_not_one_byte(bool showsKey)
    {
        _world.Yoda.Known["hans"] = _world.Hans.Key!.PublicKey;
        _world.Hans.Key = showsKey ? LongTermKey.Create(Entropy.FromSeed(50)) : null;
        _world.Hans.Restart();
        var content = TransferWorld.Noise(2, 100_000);
        var id = _world.Send(_world.Yoda, _world.Hans, "x", content);
        _world.RunUntilEnded(id, Minute);

        var introduction = Introduction(_world.Yoda);
        Assert.Equal((PeerStanding.Changed, _world.Hans.Key?.PublicKey), (introduction.Standing, introduction.PeerKey));
        Assert.Equal(introduction.CheckDigits, Introduction(_world.Hans).CheckDigits);
        Assert.Equal(TransferFailure.KeyChanged, _world.Yoda.Ending<TransferFailed>(id).Failure);
        Assert.Equal(TransferFailure.KeyChanged, _world.Hans.Ending<TransferFailed>(id).Failure);
        Assert.All(_world.Hans.Progress, progress => Assert.Equal(0, progress.Bytes));
        Assert.All(
            _world.Hans.Files.Names,
            name => Assert.Equal(-1, _world.Hans.Files[name].AsSpan().IndexOf(content.AsSpan(0, 16)))
        );
    }

    [Fact]
    public void What_comes_from_another_key_than_was_compared_is_not_stored()
    {
        _world.Hans.Known["yoda"] = _world.Yoda.Key!.PublicKey;
        _world.Yoda.Key = LongTermKey.Create(Entropy.FromSeed(50));
        _world.Yoda.Restart();
        var id = _world.Send(_world.Yoda, _world.Hans, "x", TransferWorld.Noise(2, 5000));
        _world.RunUntilEnded(id, Minute);

        Assert.Equal(PeerStanding.Changed, Introduction(_world.Hans).Standing);
        Assert.Equal(
            "yoda does not show the key that was compared before",
            _world.Hans.Ending<TransferFailed>(id).Reason
        );
        Assert.DoesNotContain("yoda_x", _world.Hans.Files.Names);
    }

    [Fact]
    public void A_server_in_between_shows_each_side_other_digits()
    {
        // Mallory is "hans" for yoda and "yoda" for hans.
        var mallory = new TransferClient(_world, "hans", "10.0.0.3", 77, null);
        var content = TransferWorld.Noise(2, 5000);
        var first = _world.Send(_world.Yoda, mallory, "x", content);
        var second = new TransferClient(_world, "yoda", "10.0.0.4", 78, null);
        var onward = _world.Send(second, _world.Hans, "x", content);
        _world.Run(TimeSpan.FromSeconds(5));

        Assert.True(_world.Yoda.HasEnded(first) && _world.Hans.HasEnded(onward));
        Assert.NotEqual(Introduction(_world.Yoda).CheckDigits, Introduction(_world.Hans).CheckDigits);
    }

    [Fact]
    public void Nothing_is_offered_or_taken_before_it_is_known_who_this_is()
    {
        var world = new TransferWorld(1, TransferWorld.Ethernet);
        world.Yoda.Files["x"] = [1];
        world.Yoda.Transfers.User = "";
        Assert.Throws<InvalidOperationException>(() => world.Yoda.Transfers.Open("x", "hans"));
    }

    private static TransferIntroduced Introduction(TransferClient client) =>
        Assert.Single(client.Events.OfType<TransferIntroduced>());
}
