using System.Security.Cryptography;
using System.Text;
using Forum.Programs;

namespace Forum.ServerApp.Passwords;

/// <summary>Reads a new password: asks for it twice on a terminal, without echo; takes one line of anything else.</summary>
internal static class PasswordInput
{
    /// <summary>Longest password, in bytes: what fits into a request.</summary>
    private const int MaxLength = 8192 - 5;

    /// <summary>Waits for the password.</summary>
    /// <exception cref="StartException">It was not the same twice, or is too long, or there was none.</exception>
    public static byte[] Read(StandardStreams streams)
    {
        if (Console.IsInputRedirected || !streams.HasInput)
        {
            return ReadLine(streams.OpenInput());
        }

        var password = Ask("New password: ");
        var again = Ask("Once more: ");
        var isSame = password.AsSpan().SequenceEqual(again);
        CryptographicOperations.ZeroMemory(again);
        return isSame ? password : throw new StartException("The two are not the same; nothing was changed.");
    }

    private static byte[] Ask(string question)
    {
        _ = Console.KeyAvailable; // Switches the echo off, before anything can be typed.
        Console.Write(question);
        var typed = new char[MaxLength];
        var length = 0;
        for (var key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                length = Math.Max(0, length - 1);
            }
            else if (key.KeyChar != 0 && length < MaxLength)
            {
                typed[length++] = key.KeyChar;
            }
        }

        Console.WriteLine();
        var password = Encoding.UTF8.GetBytes(typed, 0, length);
        Array.Clear(typed);
        return password;
    }

    private static byte[] ReadLine(Stream input)
    {
        var line = new byte[MaxLength + 2];
        var length = 0;
        while (length < line.Length && input.Read(line.AsSpan(length)) is > 0 and var count)
        {
            length += count;
            if (line.AsSpan(0, length).Contains((byte)'\n'))
            {
                break;
            }
        }

        var end = line.AsSpan(0, length).IndexOf((byte)'\n');
        var password = line.AsSpan(0, end < 0 ? length : end).TrimEnd((byte)'\r').ToArray();
        CryptographicOperations.ZeroMemory(line);
        return password.Length <= MaxLength
            ? password
            : throw new StartException($"A password has at most {MaxLength} bytes.");
    }
}
