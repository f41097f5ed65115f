using Forum.Reactive.Transfer.Files;
using Forum.Reactive.Transfer.Packets;

namespace Forum.Reactive.Transfer;

/// <content>A receiver that has something of the file already: it looks, says what it has, and gets the rest.</content>
internal sealed partial class SendingTransfer
{
    /// <summary>How often a receiver may read as much as the file: files of this name and size, and the part.</summary>
    private const int LooksOfReceiver = ReceivingPreparation.MaxCandidates + 2;

    private bool _isHeld;
    private bool _isWelcome;
    private bool _isVerifying;

    protected override Awaited? Awaits =>
        _isDigesting || _isVerifying
            ? null
            : new Awaited(
                _arrived.Total,
                _isHeld ? LooksOfReceiver
                    : _arrived.Total == Info.Size ? 2
                    : 0
            );

    private void OnHold(bool wantsDigest)
    {
        if (_isWelcome)
        {
            return;
        }

        _isHeld = true;
        _plan++;
        _pending.Clear();
        _arrived.Clear();
        if (wantsDigest)
        {
            SeeToDigest();
        }
    }

    /// <summary>Learns what the receiver has, and goes on with the rest.</summary>
    private bool OnWelcome(scoped in Frame frame)
    {
        if (_isWelcome || !_isHeld)
        {
            return true;
        }

        _isWelcome = true;
        var prefix = frame.Number;
        if (prefix > Info.Size || !NoteArrived(prefix, new RangeReader(frame.Payload, frame.RangeCount)))
        {
            return false;
        }

        _limit = Math.Max(_limit, prefix + ReceivingTransfer.Window);
        if (frame.Code != 0)
        {
            Verify(prefix, frame.PrefixDigest.ToArray());
        }
        else
        {
            Go();
        }

        return true;
    }

    private bool NoteArrived(long prefix, RangeReader ranges)
    {
        _arrived.Clear();
        _arrived.Add(0, prefix);
        var below = 0L;
        while (ranges.TryRead(out var distance, out var length))
        {
            var start = below + distance;
            below = start + length;
            if (below > Info.Size || below < 0)
            {
                return false;
            }

            _arrived.Add(start, below);
        }

        return true;
    }

    /// <summary>Goes on only if the receiver's beginning of the file is this file's.</summary>
    private void Verify(long prefix, byte[] theirs)
    {
        // The digest of the whole goes through the beginning anyway, unless it is already further.
        var beginning = !_isDigesting && _digest.Position <= prefix ? _digest : new RunningDigest();
        _isDigesting |= beginning == _digest;
        _isVerifying = true;
        Context.InBackground(
            () =>
                beginning.ReadUpTo(prefix, _file.Read, () => HasEnded)
                && beginning.Current().AsSpan().SequenceEqual(theirs),
            isSame => OnVerified(beginning, isSame),
            OnBackgroundFailure
        );
    }

    private void OnVerified(RunningDigest beginning, bool isSame)
    {
        _isVerifying = false;
        if (beginning == _digest)
        {
            _isDigesting = false;
        }

        if (beginning != _digest || HasEnded)
        {
            beginning.Dispose();
        }

        if (HasEnded)
        {
            return;
        }

        if (isSame)
        {
            Go();
            return;
        }

        _arrived.Clear();
        Channel.Request(ControlFrames.Restart);
    }

    private void Go()
    {
        MakePlan();
        Channel.Pump();
    }

    /// <summary>Everything that has not arrived is to be sent.</summary>
    private void MakePlan()
    {
        _isHeld = false;
        _plan++;
        _pending.Add(0, Info.Size);
        foreach (var range in _arrived.Ranges)
        {
            _pending.Remove(range.Start, range.End);
        }

        if (_pending.IsEmpty)
        {
            SeeToDigest();
        }
        else
        {
            _reader.MoveTo(_pending.First.Start);
        }
    }
}
