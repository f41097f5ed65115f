using System.Net;
using System.Net.Sockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Forum.Reactive.Transport;

/// <summary>
/// Tries the addresses of one name in parallel (RFC 8305): each begins a moment after the one before it, or at once when that has
/// failed, the families by turns. The first that connects wins.
/// </summary>
internal static class HappyEyeballs
{
    /// <summary>Time between the beginnings of two attempts: the RFC's recommendation.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>Most addresses that are tried.</summary>
    public const int MostAddresses = 16;

    /// <summary>One connection, or the error that says most, when all have failed.</summary>
    public static IObservable<T> Race<T>(
        IReadOnlyList<IPAddress> addresses,
        Func<IPAddress, IObservable<T>> attempt,
        IScheduler scheduler
    )
        where T : class, IDisposable =>
        addresses.Count == 0
            ? Observable.Throw<T>(new SocketException((int)SocketError.HostNotFound))
            : Observable.Create<T>(observer =>
            {
                var race = new ConnectRace<T>(
                    [.. ByTurns(addresses).Take(MostAddresses)],
                    attempt,
                    scheduler,
                    observer
                );
                race.StartNext();
                return race;
            });

    /// <summary>The addresses with their families by turns, in the system's order otherwise.</summary>
    internal static IEnumerable<IPAddress> ByTurns(IReadOnlyList<IPAddress> addresses) =>
        addresses
            .GroupBy(address => address.AddressFamily)
            .SelectMany((family, place) => family.Select((address, turn) => (address, turn, place)))
            .OrderBy(entry => (entry.turn, entry.place))
            .Select(entry => entry.address);
}

/// <summary>One race. Safe on any thread.</summary>
internal sealed class ConnectRace<T>(
    IReadOnlyList<IPAddress> addresses,
    Func<IPAddress, IObservable<T>> attempt,
    IScheduler scheduler,
    IObserver<T> observer
) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CompositeDisposable _attempts = [];
    private readonly SerialDisposable _timer = new();
    private Exception? _error; // Protected by the gate, as is what follows
    private int _next;
    private int _running;
    private bool _over;

    public void StartNext()
    {
        IPAddress address;
        lock (_gate)
        {
            if (_over || _next == addresses.Count)
            {
                return;
            }

            address = addresses[_next++];
            _running++;
        }

        _timer.Disposable = scheduler.Schedule(HappyEyeballs.Stagger, StartNext);
        _attempts.Add(attempt(address).Subscribe(Win, Fail));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
        }

        _timer.Dispose();
        _attempts.Dispose();
    }

    private void Win(T connection)
    {
        bool late;
        lock (_gate)
        {
            late = _over;
            _over = true;
        }

        if (late)
        {
            connection.Dispose(); // Another was faster by a hair, or nobody waits any more.
            return;
        }

        Dispose();
        observer.OnNext(connection);
        observer.OnCompleted();
    }

    private void Fail(Exception error)
    {
        bool isLast;
        lock (_gate)
        {
            _running--;
            _error = _error is null || SaysLittle(_error) ? error : _error;
            isLast = !_over && _running == 0 && _next == addresses.Count;
            _over |= isLast;
        }

        if (isLast)
        {
            Dispose();
            observer.OnError(_error);
        }
        else
        {
            StartNext();
        }
    }

    // A family without a route says nothing of the host.
    private static bool SaysLittle(Exception error) =>
        error
            is SocketException
            {
                SocketErrorCode: SocketError.NetworkUnreachable
                    or SocketError.HostUnreachable
                    or SocketError.AddressNotAvailable
                    or SocketError.AddressFamilyNotSupported
            };
}
