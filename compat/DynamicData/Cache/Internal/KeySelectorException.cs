namespace DynamicData.Cache.Internal;

/// <summary>A key was asked of a cache that cannot tell it.</summary>
[Serializable]
public class KeySelectorException : Exception
{
    /// <summary>An exception without a message.</summary>
    public KeySelectorException() { }

    /// <summary>An exception with a message.</summary>
    public KeySelectorException(string message)
        : base(message) { }

    /// <summary>An exception with a message and a cause.</summary>
    public KeySelectorException(string message, Exception innerException)
        : base(message, innerException) { }
}
