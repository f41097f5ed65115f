using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Forum.ClientApp.Session;
using Microsoft.Reactive.Testing;

namespace Forum.ClientApp.Tests.Session;

public sealed class ClientLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_comes_of_the_first_effect_counts_even_if_the_world_outside_is_still_being_subscribed_to()
    {
        using var folding = new EventLoopScheduler();
        using var performed = new ManualResetEventSlim();
        var outside = Observable.Create<Happening>(observer =>
        {
            observer.OnNext(new Started());
            Assert.True(performed.Wait(Patience));
            return Disposable.Empty;
        });

        var last = ClientLoop
            .Run(Initial, outside, effect => Perform(effect, performed), folding)
            .Timeout(Patience)
            .Wait();

        Assert.Equal(1, last.ExitCode);
    }

    [Fact]
    public void An_answer_counts_even_if_it_is_there_at_once_when_the_connection_is()
    {
        var server = new FakeServer();
        var effects = new EffectPerformer(
            server.Connect,
            new CurrentConnection(),
            null!,
            null!,
            () => { },
            new TestScheduler()
        );
        var happened = new List<Happening>();

        effects
            .Perform(new Connect(1, TimeSpan.FromSeconds(10)))
            .Subscribe(what =>
            {
                happened.Add(what);
                if (what is Connected)
                {
                    server.Answer(200, "OK");
                }
            });
        server.HangUp();

        Assert.Collection(
            happened,
            what => Assert.Equal(new Connected(1), what),
            what => Assert.Equal("OK", Assert.IsType<Answered>(what).Reply.Text),
            what => Assert.IsType<ConnectionLost>(what)
        );
    }

    private static ClientState Initial =>
        new()
        {
            Settings = new ClientSettings
            {
                Host = "localhost",
                Port = 12000,
                IsPlain = true,
                IsLive = false,
            },
            Link = new ServerLink(),
        };

    private static IObservable<Happening> Perform(Effect effect, ManualResetEventSlim performed) =>
        effect is Connect connect
            ? Observable.Return<Happening>(new ConnectionLost(connect.Connection, "gone")).Finally(performed.Set)
            : Observable.Empty<Happening>();
}
