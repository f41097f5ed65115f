using System.Buffers;
using Forum.Reactive.Log;
using Forum.Reactive.Protocol;
using Forum.Simulation.Model;

namespace Forum.Simulation.Worlds;

/// <summary>
/// Watches the log of the server: folds what comes out of it in the model, before the server does, and tells each talk what must come of it.
/// What was acknowledged must be there after each restart, byte for byte.
/// </summary>
internal sealed class Checker(Func<int, Talk?> talkOf, Func<long> now, Action<string> report)
{
    private readonly List<(byte[] Bytes, DateTimeOffset Time)> _history = [];
    private readonly Dictionary<(long Node, long Session), Talk> _talks = [];

    public ModelForum Model { get; } = new(() => TimeSpan.FromTicks(now()), report);

    /// <summary>Durable entries that came out so far.</summary>
    public int Position => _history.Count;

    /// <summary>Another server begins on the log.</summary>
    public void Restart()
    {
        Model.LoseTalks();
        Model.MoveTo(_history.Count == 0 ? DateTimeOffset.MinValue : _history[^1].Time); // Nothing else kept the time.
        _talks.Clear();
    }

    public void See(LogBatch batch)
    {
        if (batch.Time < Model.Time && !batch.IsReplay)
        {
            report($"The time of the log went back from {Model.Time:O} to {batch.Time:O}");
        }

        var position = (int)batch.FirstPosition - 1;
        foreach (ref readonly var entry in batch.Entries)
        {
            var isStored = entry.Act.IsDurable && batch.Fate == LogFate.Ordered;
            position += isStored ? 1 : 0;
            if (!isStored || IsNew(entry, position, batch))
            {
                Model.MoveTo(batch.Time);
                Fold(entry, batch.Fate);
            }
        }
    }

    /// <summary>Whether an entry with a position was not there before.</summary>
    private bool IsNew(in Entry entry, int position, LogBatch batch)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EntryCodec.Write([entry], bytes);
        if (position > _history.Count)
        {
            if (position > _history.Count + 1)
            {
                report($"The log goes on at {position} after {_history.Count}");
            }

            _history.Add((bytes.WrittenSpan.ToArray(), batch.Time));
            return true;
        }

        var (known, time) = _history[position - 1];
        if (!known.AsSpan().SequenceEqual(bytes.WrittenSpan) || time != batch.Time)
        {
            report($"Entry {position} of the log is another one after the restart: {entry}");
        }

        if (!batch.IsReplay)
        {
            report($"Entry {position} of the log came out before: {entry}");
        }

        return false;
    }

    private void Fold(in Entry entry, LogFate fate)
    {
        var deed = ActReader.Read(entry.Act);
        var refusal = fate switch
        {
            LogFate.Ordered => null,
            LogFate.OutOfStorage => "452 Insufficient storage",
            _ => "451 The log cannot be reached",
        };
        var talk = entry.Origin.Session == 0 ? null : TalkOf(entry, deed);
        if (talk is null)
        {
            if (deed.IsDurable)
            {
                var rules = entry.Act.Kind == ActKind.Rules ? entry.Act.Rules : null;
                Model.Fold(deed, null, entry.Origin.Node, refusal, rules);
            }
        }
        else if (entry.Origin.Request > 1)
        {
            FoldLine(entry, deed, talk, refusal);
        }
    }

    private Talk? TalkOf(in Entry entry, Deed deed)
    {
        var key = (entry.Origin.Node, entry.Origin.Session);
        if (
            !_talks.TryGetValue(key, out var talk)
            && deed is { Kind: DeedKind.Capabilities }
            && entry.Origin.Request == 2
            && deed.Text.StartsWith("sim ", StringComparison.Ordinal)
        )
        {
            talk = talkOf(int.Parse(deed.Text[4..], System.Globalization.CultureInfo.InvariantCulture));
            if (talk is not null)
            {
                _talks.Add(key, talk);
                talk.Node = entry.Origin.Node;
                talk.Expect("220 TOOM/1 ready");
            }
        }

        return talk;
    }

    private void FoldLine(in Entry entry, Deed deed, Talk talk, string? refusal)
    {
        if (talk.IsClosed)
        {
            Model.Fold(deed, null, entry.Origin.Node, refusal); // It was on its way when the last words were said.
            return;
        }

        if (deed.Kind == DeedKind.Refuse && EndsBy(entry.Act.Answer.Kind, out var lastWords))
        {
            CheckEnd(entry.Act.Answer.Kind, talk);
            if (lastWords.Length > 0)
            {
                talk.Expect(lastWords);
            }

            talk.Close();
            return;
        }

        var place = (int)entry.Origin.Request - 2;
        if (place >= talk.Lines.Count)
        {
            report($"The log has {entry}, which {talk.Who} did not send");
            return;
        }

        var line = talk.Lines[place];
        talk.LastArrived = line.SentAt;
        var (meant, words) = talk.Dialogue.Read(line.Text);
        if (meant is { Kind: DeedKind.LogIn } && deed.Kind == DeedKind.Refuse)
        {
            RefuseUnheard(entry.Act.Answer.Kind, talk, line);
        }
        else if (meant is null && deed.Kind == DeedKind.Refuse)
        {
            talk.Expect(words);
        }
        else if (meant != deed)
        {
            report($"{talk.Who} sent {line.Text}, and the log has {deed}");
        }
        else
        {
            Model.Fold(deed, talk, entry.Origin.Node, refusal);
        }
    }

    private void RefuseUnheard(AnswerKind kind, Talk talk, SentLine line)
    {
        if (kind == AnswerKind.Blocked)
        {
            if (!Model.MayBeBlocked(talk.Dialogue.Name, line.LogTime))
            {
                report($"{talk.Who} is refused as blocked, and {talk.Dialogue.Name} is not");
            }

            talk.Expect("421 Your account is blocked due to multiple login failures. Please try again later");
        }
        else
        {
            talk.Expect("450 Too many log-ins at once. Please try again later");
        }
    }

    private static bool EndsBy(AnswerKind kind, out string words)
    {
        words = kind switch
        {
            AnswerKind.TimedOut => "421 Timed out",
            AnswerKind.ServerStops => "421 The server stops",
            AnswerKind.TooManyConnections => "421 Too many connections",
            _ => "",
        };
        return words.Length > 0 || kind == AnswerKind.Left;
    }

    private void CheckEnd(AnswerKind kind, Talk talk)
    {
        var silence = now() - talk.LastArrived;
        if (kind == AnswerKind.TimedOut && silence < TimeSpan.FromSeconds(20).Ticks && talk.Dialogue.Login != 0)
        {
            report($"{talk.Who} is timed out after {TimeSpan.FromTicks(silence)}");
        }
    }
}
