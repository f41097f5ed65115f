using System.Text;

namespace Forum.ClientApp.Files;

/// <summary>Splits a line at its spaces but for those in quotes.</summary>
internal static class Words
{
    /// <summary>A word, and whether a part of it was in quotes, so that its wildcards are none.</summary>
    public readonly record struct Word(string Text, bool IsQuoted);

    /// <summary>The words of a line.</summary>
    /// <exception cref="IOException">A quote has no end.</exception>
    public static IReadOnlyList<Word> Split(string line)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        var (quote, isQuoted) = ('\0', false);
        foreach (var c in line)
        {
            if (quote == '\0' && (c == '"' || (c == '\'' && word.Length == 0))) // An apostrophe within a word is one.
            {
                (quote, isQuoted) = (c, true);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (c == ' ' && quote == '\0')
            {
                Add();
            }
            else
            {
                word.Append(c);
            }
        }

        Add();
        return quote == '\0' ? words : throw new IOException("a quote has no end");

        void Add()
        {
            if (word.Length > 0)
            {
                words.Add(new Word(word.ToString(), isQuoted));
            }

            word.Clear();
            isQuoted = false;
        }
    }
}
