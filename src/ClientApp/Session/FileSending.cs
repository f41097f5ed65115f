using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Session;

/// <summary>Files: offering them, answering offers, following them on their way.</summary>
internal static class FileSending
{
    /// <summary>Why a client without a UDP socket neither sends nor takes files.</summary>
    public const string NoPort = "this client has no UDP port";

    private const string TooMany = "too many offers wait already";

    /// <summary><c>ACC n</c>, <c>DEC n</c> or <c>CAN n</c> was entered.</summary>
    public static ClientState EnterFileAnswer(this ClientState state, string line)
    {
        var verb = Commands.VerbOf(line);
        if (Commands.NumberOf(line) is not { } id)
        {
            return state.Say($"Usage: {verb} number", Tone.Error);
        }

        if (verb == "CAN" && state.Files.Transfers.TryGetValue(id, out var transfer))
        {
            return state.WithTransfer(transfer with { IsStopping = true }).Do(new StopFile(id));
        }

        if (verb != "CAN" && state.Files.Offers.TryGetValue(id, out var offer))
        {
            return verb == "ACC" ? state.Take(offer) : state.Decline(offer, "not wanted");
        }

        return state.Say(
            verb == "CAN" ? $"No file with number {id} is on its way." : $"There is no offer {id}.",
            Tone.Error
        );
    }

    /// <summary>Something was told about a file on offer.</summary>
    public static ClientState TakeFileEvent(this ClientState state, ForumEvent arrived) =>
        arrived switch
        {
            // Where there are files, they are looked at first, and the verdict comes as a happening.
            FileOffered offered when state.Settings.UdpPort == 0 => state.Reject(offered, NoPort),
            OfferCancelled cancelled => state.LoseOffer(cancelled.OfferId, "is no longer on offer"),
            _ => state,
        };

    /// <summary>A file moved on.</summary>
    public static ClientState MoveFile(this ClientState state, FileTravelled moved) =>
        state.Files.Transfers.TryGetValue(moved.Id, out var transfer)
            ? state.WithTransfer(
                transfer with
                {
                    HasBegun = true,
                    Bytes = moved.Bytes,
                    Size = moved.Size,
                    Files = moved.Files,
                    FilesArrived = moved.FilesArrived,
                    BytesPerSecond = moved.BytesPerSecond,
                    RoundTrip = moved.RoundTrip,
                    Loss = moved.Loss,
                    Way = moved.Way,
                    IsWaiting = moved.IsWaiting,
                    Left = moved.Left,
                }
            )
            : state;

    /// <summary>A file arrived whole.</summary>
    public static ClientState EndFile(this ClientState state, FileArrived arrived) =>
        state.Files.Transfers.TryGetValue(arrived.Id, out var transfer)
            ? state.Untrack(arrived.Id).SayArrival(transfer, arrived).LeaveIfDone()
            : state;

    /// <summary>A file will not arrive.</summary>
    public static ClientState FailFile(this ClientState state, FileFailed failed)
    {
        if (!state.Files.Transfers.TryGetValue(failed.Id, out var transfer))
        {
            return state;
        }

        var what = transfer.IsSending ? $"{transfer.FileName} was not sent" : $"{transfer.FileName} was not received";
        // Both sides hang up then, and the other's word may be here first.
        var reason = transfer.IsStopping ? "it was stopped" : failed.Reason;
        return state.Untrack(failed.Id).Say($"{what}: {reason}.", Tone.Error).LeaveIfDone();
    }

    /// <summary>A file on offer can be taken, or not.</summary>
    public static ClientState TakeJudgement(this ClientState state, OfferJudged judged)
    {
        if (state.Settings.Acceptance == Acceptance.Never)
        {
            return state.Reject(judged.Offer, "takes no files", here: "no files are taken here");
        }

        if ((judged.Problem ?? state.ProblemUnasked(judged.Offer)) is { } problem)
        {
            return state.Reject(judged.Offer, problem);
        }

        if (state.Files.Offers.Count >= FileTraffic.MostOffers)
        {
            return state.Reject(judged.Offer, TooMany);
        }

        var offer = new PendingOffer(state.Files.NextId, judged.Offer);
        state = state with
        {
            Files = state.Files with { NextId = offer.Id + 1, Offers = state.Files.Offers.Add(offer.Id, offer) },
        };
        return state.Settings.Acceptance == Acceptance.Always
            ? state.CountUnasked(offer).Take(offer)
            : state.Say(Question(offer), Tone.Warning);
    }

    private static ClientState Reject(this ClientState state, FileOffered offer, string problem) =>
        state.Reject(offer, problem, here: problem);

    private static ClientState Reject(this ClientState state, FileOffered offer, string there, string here) =>
        state.Do(new RefuseFile(offer, there)).TellUntaken(Hopeless(offer, here), Tone.Warning);

    // A program that feeds this client does not see what others send: they must not fill its disk.
    private static string? ProblemUnasked(this ClientState state, FileOffered offer) =>
        state.Settings.Acceptance == Acceptance.Always
        && offer.Size > state.Settings.MostUnasked - state.Files.TakenUnasked
            ? $"no more than {Quantity.Bytes(state.Settings.MostUnasked)} are taken unasked"
            : null;

    private static ClientState CountUnasked(this ClientState state, PendingOffer offer) =>
        state with
        {
            Files = state.Files with { TakenUnasked = state.Files.TakenUnasked + offer.Offer.Size },
        };

    private static string Question(PendingOffer offer) =>
        $"{offer.Offer.User} offers {OfferedFiles.Of(offer.Offer).Described}. "
        + $"ACC {offer.Id} to take it, DEC {offer.Id} to refuse";

    private static string Hopeless(FileOffered offer, string problem) =>
        $"{offer.User} offers {OfferedFiles.Of(offer).Name}, which cannot be taken: {problem}.";

    private static ClientState Take(this ClientState state, PendingOffer offer)
    {
        var transfer = new FileTransfer
        {
            Id = offer.Id,
            IsSending = false,
            Peer = offer.Offer.User,
            FileName = OfferedFiles.Of(offer.Offer).Name,
            Size = offer.Offer.Size,
        };
        return state.WithoutOffer(offer.Id).WithTransfer(transfer).Do(new TakeFile(offer.Id, offer.Offer));
    }

    private static ClientState Decline(this ClientState state, PendingOffer offer, string reason) =>
        state
            .WithoutOffer(offer.Id)
            .Do(new RefuseFile(offer.Offer, reason))
            .Say($"{OfferedFiles.Of(offer.Offer).Name} from {offer.Offer.User} declined.", Tone.Quiet);

    /// <summary>Nobody answered an offer in time.</summary>
    public static ClientState ExpireOffer(this ClientState state, FileOffered offer) =>
        state.LoseOffer(offer.OfferId, "was on offer for too long");

    private static ClientState LoseOffer(this ClientState state, long offerId, string why)
    {
        var lost = state.Files.Offers.Values.FirstOrDefault(offer => offer.Offer.OfferId == offerId);
        return lost is null
            ? state
            : state
                .WithoutOffer(lost.Id)
                .TellUntaken($"{OfferedFiles.Of(lost.Offer).Name} from {lost.Offer.User} {why}.", Tone.Quiet);
    }

    /// <summary>Keeps a file on its way.</summary>
    public static ClientState WithTransfer(this ClientState state, FileTransfer transfer) =>
        state with
        {
            Files = state.Files with { Transfers = state.Files.Transfers.SetItem(transfer.Id, transfer) },
        };

    private static ClientState Untrack(this ClientState state, int id) =>
        state with
        {
            Files = state.Files with { Transfers = state.Files.Transfers.Remove(id) },
        };

    private static ClientState WithoutOffer(this ClientState state, int id) =>
        state with
        {
            Files = state.Files with { Offers = state.Files.Offers.Remove(id) },
        };
}
