using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Security.Cryptography;

namespace Forum.Reactive.Access;

/// <summary>
/// Checks passwords against <see cref="Credentials"/> that may be exchanged at any time. What is slow runs on threads of its own, so
/// that a flood of log-ins slows log-ins only; where no password is hashed, the answer is there at once.
/// </summary>
/// <remarks>Safe on any thread.</remarks>
public sealed class CredentialsAuthenticator : IAuthenticator, IDisposable
{
    /// <summary>Checks that may wait for a thread: a large class that logs in at once, some forty seconds of work. Beyond it a client is refused for now.</summary>
    public const int MostWaiting = 512;

    private readonly BlockingCollection<Check> _waiting = new(MostWaiting);
    private readonly Subject<IReadOnlyList<string>> _removed = new();
    private readonly ISubject<IReadOnlyList<string>> _synchronizedRemoved;
    private volatile Credentials _credentials;

    /// <summary>Begins with these users.</summary>
    public CredentialsAuthenticator(Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        _credentials = credentials;
        _synchronizedRemoved = Subject.Synchronize(_removed);
        // Half of the processors, so that the other half is there for those who are logged in.
        for (var worker = 0; worker < Math.Max(1, Environment.ProcessorCount / 2); worker++)
        {
            new Thread(Work) { IsBackground = true, Name = "Passwords" }.Start();
        }
    }

    /// <summary>Those who may log in now.</summary>
    public Credentials Credentials => _credentials;

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<string>> Removed => _synchronizedRemoved.AsObservable();

    /// <summary>Takes other users from now on, and tells which are gone.</summary>
    public void Exchange(Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var before = Interlocked.Exchange(ref _credentials, credentials);
        string[] removed = [.. before.Names.Except(credentials.Names, StringComparer.Ordinal)];
        if (removed.Length > 0)
        {
            _synchronizedRemoved.OnNext(removed);
        }
    }

    /// <inheritdoc/>
    public IObservable<bool> Verify(string user, ReadOnlyMemory<byte> password)
    {
        ArgumentNullException.ThrowIfNull(user);
        var credentials = _credentials;
        if (credentials.Cost == 0)
        {
            return Observable.Return(credentials.Verify(user, password.Span));
        }

        var check = new Check(credentials, user, password.ToArray());
        if (!TryQueue(check))
        {
            check.Drop();
        }

        return check.Result;
    }

    /// <summary>Checks no more: what waits gets no answer.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        while (_waiting.TryTake(out var check))
        {
            check.Drop();
        }
    }

    private bool TryQueue(Check check)
    {
        try
        {
            return _waiting.TryAdd(check);
        }
        catch (InvalidOperationException)
        {
            return false; // Disposed meanwhile
        }
    }

    private void Work()
    {
        foreach (var check in _waiting.GetConsumingEnumerable())
        {
            check.Run();
        }
    }

    private sealed class Check(Credentials credentials, string user, byte[] password)
    {
        private readonly ISubject<bool> _result = new AsyncSubject<bool>();

        public IObservable<bool> Result => _result;

        public void Run()
        {
            var isRight = credentials.Verify(user, password);
            CryptographicOperations.ZeroMemory(password);
            _result.OnNext(isRight);
            _result.OnCompleted();
        }

        public void Drop()
        {
            CryptographicOperations.ZeroMemory(password);
            _result.OnCompleted();
        }
    }
}
