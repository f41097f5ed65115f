using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Terminal;

/// <summary>
/// The calls to the C library that a terminal needs (termios(3), ioctl_tty(2)). A termios is passed as bytes: its layout
/// differs between systems, and only the C library looks into it.
/// </summary>
internal static partial class Libc
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int TcsaNow = 0;
    private const int TcsaDrain = 1;
    private const int SigTstp = 20;
    private const int SigTstpOnMac = 18;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    // Larger than any system's termios (60 bytes on Linux, 72 on macOS).
    private const int TermiosSize = 256;

    // TIOCGWINSZ on Linux; the call is variadic, which .NET can only pass on where that makes no difference.
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The terminal's attributes, null if standard input is no terminal.</summary>
    public static byte[]? Attributes()
    {
        var attributes = new byte[TermiosSize];
        return GetAttributes(StandardInput, attributes) == 0 ? attributes : null;
    }

    /// <summary>Sets raw mode, starting from these attributes.</summary>
    public static void SetRaw(byte[] attributes)
    {
        var raw = (byte[])attributes.Clone();
        MakeRaw(raw);
        SetAttributes(StandardInput, TcsaDrain, raw);
    }

    /// <summary>Switches echo off, starting from these attributes: input stays in lines.</summary>
    public static void SetSilent(byte[] attributes)
    {
        const uint Echo = 8;
        var silent = (byte[])attributes.Clone();
        var local = silent.AsSpan(OperatingSystem.IsMacOS() ? 24 : 12, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(local, BinaryPrimitives.ReadUInt32LittleEndian(local) & ~Echo);
        SetAttributes(StandardInput, TcsaDrain, silent);
    }

    /// <summary>Sets these attributes.</summary>
    public static void Restore(byte[] attributes) => SetAttributes(StandardInput, TcsaDrain, attributes);

    /// <summary>Sets these attributes without waiting for what was written.</summary>
    public static void RestoreNow(byte[] attributes) => SetAttributes(StandardInput, TcsaNow, attributes);

    /// <summary>Waits for input; 0 at its end or when the terminal has gone.</summary>
    public static int Read(byte[] buffer)
    {
        while (true)
        {
            var count = Read(StandardInput, buffer, (nuint)buffer.Length);
            if (count >= 0 || Marshal.GetLastPInvokeError() is not (Interrupted or TryAgain))
            {
                return (int)Math.Max(0, count);
            }
        }
    }

    /// <summary>Writes all of it, unless the terminal has gone.</summary>
    public static void Write(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; )
        {
            var count = Write(StandardOutput, ref bytes[at], (nuint)(bytes.Length - at));
            if (count < 0 && Marshal.GetLastPInvokeError() is not (Interrupted or TryAgain))
            {
                return;
            }

            at += (int)Math.Max(0, count);
        }
    }

    /// <summary>Columns and rows; null where the terminal does not tell.</summary>
    public static TerminalSize? WindowSize()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Console.WindowWidth > 0 ? new TerminalSize(Console.WindowWidth, Console.WindowHeight) : null;
        }

        var size = new ushort[4];
        return Control(StandardOutput, GetWindowSize, size) == 0 && size is [> 0, > 0, ..]
            ? new TerminalSize(size[1], size[0])
            : null;
    }

    /// <summary>Stops this process, and those started along with it by the shell, until the shell continues them.</summary>
    public static void StopSelf() => Kill(0, OperatingSystem.IsMacOS() ? SigTstpOnMac : SigTstp);

    /// <summary>Whether a shell put this process into a group of its own, so that it will continue it after a stop.</summary>
    public static bool IsJob() => GetProcessGroup() != GetSession(0);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetProcessGroup();

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int GetSession(int process);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int file, [In, Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int file, int actions, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, [In, Out] byte[] buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, ref byte bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, [In, Out] ushort[] size);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
