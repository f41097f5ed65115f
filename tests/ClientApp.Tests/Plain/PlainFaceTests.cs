using System.Collections.Immutable;
using Forum.ClientApp.Plain;
using Forum.ClientApp.Session;

namespace Forum.ClientApp.Tests.Plain;

public sealed class PlainFaceTests
{
    private const string Time = "23 Feb 2021 15:00:01";
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    private static ClientState Online =>
        new()
        {
            Settings = new ClientSettings
            {
                Host = "here",
                Port = 12000,
                IsPlain = true,
                IsLive = false,
            },
            Phase = Phase.Online,
            Name = "yoda",
        };

    [Fact]
    public void Messages_and_users_are_in_the_words_of_the_specification()
    {
        Face()
            .Write(
                Online
                    .Show(new MessageList([new(1, Time, "yoda", false, "Hello"), new(2, Time, "hans", true, "Hi")]))
                    .Show(new UserList([new ActiveUser("hans", "129.129.2.1", "8001", Time)]))
            );

        Assert.Equal(
            $"#1; yoda: \"Hello\" posted at {Time}.\n#2; hans: \"Hi\" edited at {Time}.\nhans; 129.129.2.1; 8001; active since {Time}.\n",
            _output.ToString()
        );
    }

    [Fact]
    public void Each_entry_is_written_once()
    {
        var face = Face();
        var state = Online.Say("one");
        face.Write(state);
        face.Write(state);
        face.Write(state.Say("two"));

        Assert.Equal("one\ntwo\n", _output.ToString());
    }

    [Fact]
    public void In_a_pipe_what_was_read_stands_behind_its_prompt_but_for_the_password()
    {
        Face()
            .Write(
                Online
                    .Show(new EnteredLine("Username: ", "yoda", false))
                    .Show(new EnteredLine("Password: ", "", true))
                    .Show(new EnteredLine("> ", "MSG Hello", false))
            );

        Assert.Equal("Username: yoda\nPassword:\n> MSG Hello\n", _output.ToString());
    }

    [Fact]
    public void On_a_terminal_the_prompt_stands_before_what_is_typed_once()
    {
        var face = Face(isTerminal: true);
        var state = Online;
        face.Write(state);
        face.Write(state);
        face.Write(
            (state with { LinesRead = 1 }).Show(new EnteredLine("> ", "ATU", false)).Say("no other active user")
        );

        Assert.Equal("> no other active user\n> ", _output.ToString());
    }

    [Fact]
    public void After_a_password_that_was_not_echoed_a_new_row_begins()
    {
        var face = Face(isTerminal: true);
        var state = Online with { Phase = Phase.AskingPassword };
        face.Write(state);
        face.Write(
            (state with { Phase = Phase.LoggingIn, LinesRead = 1 }).Show(new EnteredLine("Password: ", "", true))
        );

        Assert.Equal("Password: \n", _output.ToString());
    }

    [Fact]
    public void Where_the_output_goes_elsewhere_the_prompts_are_still_seen_before_what_is_typed()
    {
        var prompts = new StringWriter { NewLine = "\n" };
        var face = new PlainFace(_output, _error, prompts);
        face.Write(Online);
        face.Write(
            (Online with { LinesRead = 1 }).Show(new EnteredLine("> ", "ATU", false)).Say("no other active user")
        );

        Assert.Equal("> > ", prompts.ToString());
        Assert.Equal("no other active user\n", _output.ToString());
    }

    [Fact]
    public void After_what_arrives_the_prompt_comes_again()
    {
        var face = Face(isTerminal: true);
        face.Write(Online);
        face.Write(Online.Show(new ClientApp.Session.Presence("hans", true)));

        Assert.Equal("> \nhans is here\n> ", _output.ToString());
    }

    [Fact]
    public void Hostile_text_is_shown_and_not_obeyed()
    {
        Face().Write(Online.Show(new MessageList([new(1, Time, "evil", false, "\x1b[2J\u202e")])));

        Assert.Equal($"#1; evil: \"\\x1b[2J\\u202e\" posted at {Time}.\n", _output.ToString());
    }

    [Fact]
    public void Why_the_program_cannot_go_on_is_told_on_standard_error()
    {
        Face().Write(Online.Say("Cannot reach the server at here:12000: connection refused", Tone.Error).Exit(1));

        Assert.Equal("", _output.ToString());
        Assert.Equal("Cannot reach the server at here:12000: connection refused\n", _error.ToString());
    }

    private PlainFace Face(bool isTerminal = false) => new(_output, _error, isTerminal ? _output : null);
}
