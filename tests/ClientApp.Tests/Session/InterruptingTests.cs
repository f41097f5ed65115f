using Forum.ClientApp.Keys;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Session;

public sealed class InterruptingTests
{
    private static readonly Key ControlC = Key.Control('c');

    [Fact]
    public void With_text_at_the_prompt_Control_C_clears_the_line()
    {
        var client = new ClientUnderTest().LogIn().Type("MSG half a").Press(ControlC);

        Assert.Equal("", client.Line);
        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void At_an_empty_prompt_it_says_how_to_leave_and_a_second_one_leaves()
    {
        var client = new ClientUnderTest().LogIn().Press(ControlC);
        Assert.Equal("OUT or Ctrl-D leaves, and so does another Ctrl-C within 2 seconds.", client.Said[^1]);
        Assert.Empty(client.Server.Lines);

        client.Wait(TimeSpan.FromSeconds(1.9)).Press(ControlC);

        Assert.Equal(["OUT"], client.Server.Lines);
    }

    [Fact]
    public void A_second_one_after_two_seconds_only_says_it_again()
    {
        var client = new ClientUnderTest().LogIn().Press(ControlC).Wait(TimeSpan.FromSeconds(2.1)).Press(ControlC);

        Assert.Empty(client.Server.Lines);
    }

    [Fact]
    public void With_a_file_on_its_way_two_wait_for_it_as_OUT_does()
    {
        var client = new ClientUnderTest().LogIn().Enter("UPD hans a.txt").Press(ControlC).Press(ControlC);

        Assert.Empty(client.Server.Lines);
        Assert.True(client.State.Files.LeaveWhenDone);
    }

    [Fact]
    public void While_the_server_is_awaited_one_is_enough()
    {
        var client = new ClientUnderTest(isServerSilent: true).Press(ControlC);

        Assert.Equal(0, client.State.ExitCode);
    }
}
