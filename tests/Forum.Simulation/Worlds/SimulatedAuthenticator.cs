using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using Forum.Reactive.Access;

namespace Forum.Simulation.Worlds;

/// <summary>Passwords that take their time to be checked, each its own.</summary>
internal sealed class SimulatedAuthenticator(
    IReadOnlyDictionary<string, string> passwords,
    TimeSpan most,
    IScheduler scheduler,
    Chance chance
) : IAuthenticator
{
    public IObservable<IReadOnlyList<string>> Removed => Observable.Never<IReadOnlyList<string>>();

    public IObservable<bool> Verify(string user, ReadOnlyMemory<byte> password)
    {
        var isRight = passwords.TryGetValue(user, out var right) && right == Encoding.UTF8.GetString(password.Span);
        if (most == TimeSpan.Zero)
        {
            return Observable.Return(isRight);
        }

        var result = new AsyncSubject<bool>();
        if (chance.Happens(0.02))
        {
            scheduler.Schedule(chance.Time(most), result.OnCompleted); // Too many wait.
            return result;
        }

        scheduler.Schedule(
            chance.Time(most),
            () =>
            {
                result.OnNext(isRight);
                result.OnCompleted();
            }
        );
        return result;
    }
}
