using System.Reactive.Linq;
using Forum.Reactive.Access;
using Forum.Reactive.Transfer.Files;
using Forum.Simulation.Worlds;

namespace Forum.Simulation.Faults;

/// <summary>Lets wrong passwords pass now and then.</summary>
internal sealed class FaultyAuthenticator(IAuthenticator authenticator, Chance chance) : IAuthenticator
{
    public IObservable<IReadOnlyList<string>> Removed => authenticator.Removed;

    public IObservable<bool> Verify(string user, ReadOnlyMemory<byte> password) =>
        authenticator.Verify(user, password).Select(isRight => isRight || chance.Happens(0.1));
}

/// <summary>Does not flush what it says to have flushed.</summary>
internal sealed class FaultyFileStore(IFileStore files) : IFileStore
{
    public long FreeBytes => files.FreeBytes;

    public IStoredFile OpenSource(string path) => files.OpenSource(path);

    public IStoredFile OpenPart(string name) => new Unflushed(files.OpenPart(name));

    public IStoredFile? OpenFinished(string name) => files.OpenFinished(name);

    public bool Exists(string name) => files.Exists(name);

    public bool TryPublish(string part, string name) => files.TryPublish(part, name);

    public IReadOnlyList<StoredPart> FindParts() => files.FindParts();

    public void Delete(string name) => files.Delete(name);

    private sealed class Unflushed(IStoredFile file) : IStoredFile
    {
        public long Length => file.Length;

        public long Version => file.Version;

        public int Read(Span<byte> target, long offset) => file.Read(target, offset);

        public void Write(ReadOnlySpan<byte> source, long offset) => file.Write(source, offset);

        public void SetLength(long length) => file.SetLength(length);

        public void Flush() { }

        public void Dispose() => file.Dispose();
    }
}
