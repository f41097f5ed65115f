namespace Forum.EndToEnd.Tests.Harness;

/// <summary>A folder that is fresh for a test and goes with it.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("forum-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
