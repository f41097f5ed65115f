using System.Globalization;
using System.Text;
using Forum.Reactive.Log;

namespace Forum.Simulation.Model;

/// <summary>What an entry of the log says, in the model's terms.</summary>
internal static class ActReader
{
    public static Deed Read(in Act act) =>
        act.Kind switch
        {
            ActKind.Rules => new Deed(DeedKind.Rules),
            ActKind.NodeJoined => new Deed(DeedKind.NodeJoined) { Number = act.Number },
            ActKind.NodeAlive => new Deed(DeedKind.NodeAlive) { Number = act.Number },
            ActKind.NodeGone => new Deed(DeedKind.NodeGone) { Number = act.Number },
            ActKind.LogIn => new Deed(DeedKind.LogIn)
            {
                User = act.Attempt.User,
                Flag = act.Attempt.PasswordIsRight,
                Take = act.Attempt.Take,
                Address = act.Attempt.Address,
                Port = act.Attempt.UdpPort,
            },
            ActKind.LogOut => new Deed(DeedKind.LogOut) { Login = act.Login, Number = (long)act.Reason },
            ActKind.Port => new Deed(DeedKind.Port) { Login = act.Login, Port = (int)act.Number },
            ActKind.Post => new Deed(DeedKind.Post) { Login = act.Login, Text = Text(act) },
            ActKind.PostAs => new Deed(DeedKind.PostAs)
            {
                User = act.Posting.User,
                Text = Encoding.UTF8.GetString(act.Posting.Text),
            },
            ActKind.Edit => new Deed(DeedKind.Edit)
            {
                Login = act.Login,
                Number = act.Number,
                Time = act.Time.Earliest.UnixSeconds,
                Text = Text(act),
            },
            ActKind.Delete => new Deed(DeedKind.Delete)
            {
                Login = act.Login,
                Number = act.Number,
                Time = act.Time.Earliest.UnixSeconds,
            },
            ActKind.Read => new Deed(DeedKind.Read)
            {
                Login = act.Login,
                Number = act.Number,
                Flag = act.IsAfterNumber,
                Time = act.IsAfterNumber ? 0 : act.Time.Earliest.UnixSeconds,
            },
            ActKind.Clock => new Deed(DeedKind.Clock) { Clock = (act.Clock.Expected, act.Clock.Wall) },
            ActKind.Forget => new Deed(DeedKind.Forget) { User = act.Name },
            ActKind.User => new Deed(DeedKind.User) { User = act.Name },
            ActKind.Lapse => new Deed(DeedKind.Lapse) { Number = act.Number },
            _ => OfOffer(act) ?? OfTalk(act),
        };

    private static Deed? OfOffer(in Act act) =>
        act.Kind switch
        {
            ActKind.Offer => new Deed(DeedKind.Offer)
            {
                Login = act.Login,
                User = act.Offered.Receiver,
                Text = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{act.Offered.Size} {act.Offered.Sha256} {act.Offered.PublicKey} {act.Offered.FileName}"
                ),
            },
            ActKind.Accept => new Deed(DeedKind.Accept)
            {
                Login = act.Login,
                Number = act.Number,
                Port = act.Acceptance.UdpPort,
                Text = act.Acceptance.PublicKey,
            },
            ActKind.Decline => new Deed(DeedKind.Decline)
            {
                Login = act.Login,
                Number = act.Number,
                Text = Text(act),
            },
            ActKind.Cancel => new Deed(DeedKind.Cancel) { Login = act.Login, Number = act.Number },
            ActKind.Paths => new Deed(DeedKind.Paths)
            {
                Login = act.Login,
                Number = act.Number,
                Text = Text(act),
            },
            _ => null,
        };

    private static Deed OfTalk(in Act act) =>
        act.Kind switch
        {
            ActKind.Greet => new Deed(DeedKind.Greet),
            ActKind.Refuse => new Deed(DeedKind.Refuse),
            ActKind.Noop => new Deed(DeedKind.Noop),
            ActKind.Relay => new Deed(DeedKind.Relay) { Login = act.Login, Number = act.Number },
            ActKind.Help => new Deed(DeedKind.Help),
            ActKind.List => new Deed(DeedKind.List) { Login = act.Login },
            ActKind.Subscribe => new Deed(DeedKind.Subscribe) { Login = act.Login },
            ActKind.Unsubscribe => new Deed(DeedKind.Unsubscribe) { Login = act.Login },
            ActKind.Capabilities => new Deed(DeedKind.Capabilities) { Login = act.Login, Text = Text(act) },
            _ => throw new InvalidOperationException($"The model does not know what {act.Kind} is."),
        };

    private static string Text(in Act act) => Encoding.UTF8.GetString(act.Text);
}
