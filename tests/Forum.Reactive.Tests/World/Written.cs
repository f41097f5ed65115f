using System.Buffers;
using System.Text;
using Forum.Reactive.Protocol;

namespace Forum.Reactive.Tests.World;

/// <summary>Answers as their bytes, in UTC.</summary>
internal static class Written
{
    public static string Of(in Answer answer)
    {
        var bytes = new ArrayBufferWriter<byte>();
        To(bytes, answer);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static void To(IBufferWriter<byte> target, in Answer answer)
    {
        var writer = new AnswerWriter(TimestampFormat.Utc);
        if (writer.Write(answer, target) is { } lines)
        {
            while (writer.WriteLine(lines, target))
            {
                // The next line.
            }
        }
    }
}
