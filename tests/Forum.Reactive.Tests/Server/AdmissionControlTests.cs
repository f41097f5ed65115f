using System.Net;
using Forum.Reactive.Server;
using Forum.Reactive.Tests.World;

namespace Forum.Reactive.Tests.Server;

public sealed class AdmissionControlTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.66");

    [Fact]
    public void Silent_connections_from_one_address_leave_half_of_the_places_to_others()
    {
        var control = new AdmissionControl<object>(100);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(control.Admit(new object(), Attacker).IsAdmitted);
        }

        Assert.Equal(50, control.Count);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(new Admission<object>(true, null), control.Admit(new object(), Address(i)));
        }
    }

    [Fact]
    public void One_address_has_256_guests_at_most()
    {
        var control = new AdmissionControl<object>(20_000);
        var first = new object();
        control.Admit(first, Attacker);
        for (var i = 1; i < AdmissionControl<object>.LargestShare; i++)
        {
            Assert.Null(control.Admit(new object(), Attacker).GivesWay);
        }

        Assert.Same(first, control.Admit(new object(), Attacker).GivesWay);
        Assert.Equal(AdmissionControl<object>.LargestShare, control.Count);
    }

    [Fact]
    public void All_of_an_IPv6_prefix_counts_as_one_address()
    {
        var control = new AdmissionControl<object>(4);
        var first = new object();
        control.Admit(first, IPAddress.Parse("2001:db8::1"));
        control.Admit(new object(), IPAddress.Parse("2001:db8::ffff:2"));
        Assert.Same(first, control.Admit(new object(), IPAddress.Parse("2001:db8:0:0:1::3")).GivesWay);
        Assert.Null(control.Admit(new object(), IPAddress.Parse("2001:db8:0:1::1")).GivesWay);
    }

    [Fact]
    public void When_no_place_is_free_the_oldest_guest_gives_way_and_nobody_who_has_logged_in()
    {
        var control = new AdmissionControl<object>(4);
        var users = Enumerable.Range(0, 4).Select(_ => new object()).ToArray();
        for (var i = 0; i < 4; i++)
        {
            control.Admit(users[i], Address(i));
        }

        control.LoggedIn(users[0]);
        control.LoggedIn(users[2]);
        Assert.Same(users[1], control.Admit(new object(), Address(10)).GivesWay);
        Assert.Same(users[3], control.Admit(new object(), Address(11)).GivesWay);
    }

    [Fact]
    public void When_everybody_is_logged_in_a_new_connection_is_refused_until_one_leaves()
    {
        var control = new AdmissionControl<object>(2);
        object[] users = [new(), new()];
        foreach (var user in users)
        {
            control.Admit(user, Attacker);
            control.LoggedIn(user);
        }

        Assert.False(control.Admit(new object(), Address(1)).IsAdmitted);
        control.Leave(users[0]);
        Assert.True(control.Admit(new object(), Address(1)).IsAdmitted);
    }

    [Fact]
    public void Who_has_given_way_gives_no_place_back_twice()
    {
        var control = new AdmissionControl<object>(2);
        var first = new object();
        control.Admit(first, Address(1));
        control.Admit(new object(), Address(2));
        Assert.Same(first, control.Admit(new object(), Address(3)).GivesWay);
        control.LoggedIn(first);
        control.Leave(first);
        Assert.Equal((2, 2), (control.Count, control.GuestCount));
    }

    [Fact]
    public void Whatever_happens_the_bounds_hold() =>
        Seeded.Run(random =>
        {
            const int Places = 40;
            var control = new AdmissionControl<object>(Places);
            List<object> open = [];
            for (var step = 0; step < 20_000; step++)
            {
                var index = open.Count == 0 ? 0 : random.Next(open.Count);
                switch (random.Next(4))
                {
                    case 0 when open.Count > 0:
                        control.LoggedIn(open[index]);
                        break;
                    case 1 when open.Count > 0:
                        control.Leave(open[index]);
                        open.RemoveAt(index);
                        break;
                    default:
                        var connection = new object();
                        var admission = control.Admit(connection, Address(random.Next(5)));
                        if (admission.IsAdmitted)
                        {
                            open.Add(connection);
                        }

                        if (admission.GivesWay is { } gone)
                        {
                            Assert.True(open.Remove(gone));
                        }

                        break;
                }

                Assert.Equal(open.Count, control.Count);
                Assert.InRange(control.Count, 0, Places);
                Assert.InRange(control.GuestCount, 0, control.Count);
            }
        });

    private static IPAddress Address(int number) => IPAddress.Parse($"10.0.0.{number + 1}");
}
