using System.Globalization;
using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.Board;

/// <summary>The board as anybody would write it: a list.</summary>
internal sealed class BoardModel
{
    private readonly List<Entry> _messages = [];

    public int Count => _messages.Count;

    public string Post(string user, string text, Timestamp now)
    {
        _messages.Add(new Entry(user, text, now, IsEdited: false));
        return $"210 Message #{_messages.Count} posted at {Text(now)}.";
    }

    public string Edit(string user, long number, Timestamp time, string text, Timestamp now)
    {
        if (Refusal(user, number, time, "edit") is { } refusal)
        {
            return refusal;
        }

        _messages[(int)number - 1] = _messages[(int)number - 1] with { Text = text, Time = now, IsEdited = true };
        return $"210 Message #{number} edited at {Text(now)}.";
    }

    public string Delete(string user, long number, Timestamp time, Timestamp now)
    {
        if (Refusal(user, number, time, "delete") is { } refusal)
        {
            return refusal;
        }

        _messages.RemoveAt((int)number - 1);
        return $"210 Message #{number} deleted at {Text(now)}.";
    }

    public string Read(Timestamp since)
    {
        var answer = new StringBuilder();
        var count = 0;
        for (var i = 0; i < _messages.Count; i++)
        {
            var m = _messages[i];
            if (m.Time.UnixSeconds > since.UnixSeconds)
            {
                count++;
                answer.Append(
                    $"215-#{i + 1}; {Text(m.Time)}; {m.User}; {(m.IsEdited ? "edited" : "posted")}; {m.Text}\n"
                );
            }
        }

        return answer.Append(count == 0 ? "204 no new message" : $"215 {count} messages").ToString();
    }

    /// <summary><c>messagelog.txt</c>.</summary>
    public string File() =>
        string.Concat(
            _messages.Select((m, i) => $"{i + 1}; {Text(m.Time)}; {m.User}; {m.Text}; {(m.IsEdited ? "yes" : "no")}\n")
        );

    /// <summary>The time of a message, or some time for a number that there is not.</summary>
    public Timestamp TimeOf(long number) =>
        number >= 1 && number <= _messages.Count ? _messages[(int)number - 1].Time : new Timestamp(1_600_000_000);

    public static string Text(Timestamp time) =>
        time.ToDateTimeOffset().ToString("dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    private string? Refusal(string user, long number, Timestamp time, string verb)
    {
        if (number < 1 || number > _messages.Count)
        {
            return $"550 There is no message #{number}";
        }

        if (_messages[(int)number - 1].Time != time)
        {
            return $"551 The timestamp of message #{number} is not {Text(time)}";
        }

        return _messages[(int)number - 1].User == user ? null : $"553 Unauthorised to {verb} Message #{number}.";
    }

    private sealed record Entry(string User, string Text, Timestamp Time, bool IsEdited);
}
