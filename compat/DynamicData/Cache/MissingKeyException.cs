namespace DynamicData;

/// <summary>A key that must be there is not.</summary>
[Serializable]
public class MissingKeyException : Exception
{
    /// <summary>An exception without a message.</summary>
    public MissingKeyException() { }

    /// <summary>An exception with a message.</summary>
    public MissingKeyException(string message)
        : base(message) { }

    /// <summary>An exception with a message and a cause.</summary>
    public MissingKeyException(string message, Exception innerException)
        : base(message, innerException) { }
}
