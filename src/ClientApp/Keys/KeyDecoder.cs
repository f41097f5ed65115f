using System.Buffers;
using System.Text;

namespace Forum.ClientApp.Keys;

/// <summary>
/// Turns the bytes that a terminal in raw mode sends into keys: UTF-8, control bytes, Alt as an ESC before the key, the
/// CSI and SS3 sequences of xterm and its kin (ECMA-48, xterm's <i>ctlseqs</i>), and bracketed paste.
/// </summary>
/// <remarks>
/// A state machine over single bytes: however the bytes are cut into chunks, the keys are the same. What it holds is
/// bounded: a sequence longer than 32 bytes is dropped, of a paste at most 64 KiB are kept. Not for several threads.
/// </remarks>
internal sealed class KeyDecoder
{
    private const byte Esc = 0x1B;
    private const int LongestSequence = 32;
    private const int LongestPaste = 64 * 1024;
    private static readonly byte[] PasteEnd = "\x1b[201~"u8.ToArray();

    private readonly List<byte> _held = [];
    private readonly ArrayBufferWriter<byte> _paste = new();
    private readonly List<Key> _keys = [];
    private State _state;
    private bool _alt;
    private int _pasteEndMatched;
    private int _lost; // Bytes of the paste that were not kept

    private enum State
    {
        Ground,
        Escaped,
        Csi,
        LinuxFunctionKey,
        Ss3,
        Utf8,
        Paste,
    }

    /// <summary>Takes bytes, gives the keys that they complete.</summary>
    public IReadOnlyList<Key> Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            Feed(next);
        }

        return Take();
    }

    /// <summary>
    /// Tells that nothing followed for a while: an ESC alone was the Escape key, half a sequence was noise.
    /// Half a character or half a paste goes on waiting.
    /// </summary>
    public IReadOnlyList<Key> Silence()
    {
        if (_state == State.Escaped)
        {
            _keys.Add(new Key(KeyCode.Escape));
        }

        if (_state is State.Escaped or State.Csi or State.Ss3 or State.LinuxFunctionKey)
        {
            Reset();
        }

        return Take();
    }

    private Key[] Take()
    {
        if (_keys.Count == 0)
        {
            return [];
        }

        var keys = _keys.ToArray();
        _keys.Clear();
        return keys;
    }

    private void Feed(byte next)
    {
        switch (_state)
        {
            case State.Ground:
                Ground(next);
                break;
            case State.Escaped:
                Escaped(next);
                break;
            case State.Csi:
                Csi(next);
                break;
            case State.LinuxFunctionKey:
                Reset();
                break;
            case State.Ss3:
                Emit(KeySequences.OfFinal((char)next));
                break;
            case State.Utf8:
                Utf8(next);
                break;
            case State.Paste:
                Paste(next);
                break;
            default:
                throw new InvalidOperationException("A state that does not exist.");
        }
    }

    private void Ground(byte next)
    {
        if (next == Esc)
        {
            _state = State.Escaped;
        }
        else if (next >= 0x80)
        {
            BeginUtf8(next);
        }
        else
        {
            Emit(KeySequences.OfByte(next));
        }
    }

    private void Escaped(byte next)
    {
        switch (next)
        {
            case (byte)'[':
                _state = State.Csi;
                break;
            case (byte)'O':
                _state = State.Ss3;
                break;
            case Esc:
                _keys.Add(new Key(KeyCode.Escape));
                break;
            default:
                _alt = true;
                _state = State.Ground;
                Ground(next);
                break;
        }
    }

    private void Csi(byte next)
    {
        if (next == (byte)'[' && _held.Count == 0)
        {
            _state = State.LinuxFunctionKey;
        }
        else if (next is >= 0x20 and < 0x40)
        {
            Hold(next);
        }
        else if (IsPasteStart(next))
        {
            BeginPaste();
        }
        else if (next == Esc)
        {
            Restart();
        }
        else
        {
            Emit(KeySequences.OfCsi(Encoding.ASCII.GetString([.. _held]), (char)next));
        }
    }

    // A sequence that is too long is read to its end, but no longer kept: its parameters become a key nobody knows.
    private void Hold(byte next)
    {
        if (_held.Count < LongestSequence)
        {
            _held.Add(next);
        }
    }

    private void Restart()
    {
        Reset();
        _state = State.Escaped;
    }

    private void BeginUtf8(byte lead)
    {
        _state = State.Utf8;
        Utf8(lead);
    }

    private void Utf8(byte next)
    {
        _held.Add(next);
        var status = Rune.DecodeFromUtf8([.. _held], out var rune, out var used);
        if (status == OperationStatus.NeedMoreData)
        {
            return;
        }

        var rest = status == OperationStatus.Done ? [] : _held.Skip(used).ToArray();
        Emit(Key.Typed(rune.ToString()));
        foreach (var again in rest)
        {
            Feed(again);
        }
    }

    private bool IsPasteStart(byte final) => final == (byte)'~' && _held is [(byte)'2', (byte)'0', (byte)'0'];

    private void BeginPaste()
    {
        Reset();
        _state = State.Paste;
    }

    private void Paste(byte next)
    {
        if (next == PasteEnd[_pasteEndMatched])
        {
            if (++_pasteEndMatched == PasteEnd.Length)
            {
                EndPaste();
            }

            return;
        }

        KeepPasted(PasteEnd.AsSpan(0, _pasteEndMatched));
        _pasteEndMatched = next == Esc ? 1 : 0;
        if (_pasteEndMatched == 0)
        {
            KeepPasted([next]);
        }
    }

    private void KeepPasted(ReadOnlySpan<byte> bytes)
    {
        if (_lost == 0 && _paste.WrittenCount + bytes.Length <= LongestPaste)
        {
            _paste.Write(bytes);
        }
        else
        {
            _lost = (int)Math.Min(int.MaxValue, (long)_lost + bytes.Length);
        }
    }

    private void EndPaste()
    {
        var text = Encoding.UTF8.GetString(_paste.WrittenSpan);
        Emit(new Key(KeyCode.Paste, text) { Lost = _lost });
    }

    private void Emit(Key? key)
    {
        if (key is { } known)
        {
            _keys.Add(_alt ? known with { Modifiers = known.Modifiers | KeyModifiers.Alt } : known);
        }

        Reset();
    }

    private void Reset()
    {
        _state = State.Ground;
        _alt = false;
        _held.Clear();
        _paste.ResetWrittenCount();
        _lost = 0;
        _pasteEndMatched = 0;
    }
}
