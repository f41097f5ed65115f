using Forum.ClientApp.Session;
using Forum.Reactive.Protocol;

namespace Forum.ClientApp.Tests.Session;

public sealed class ReasonTests
{
    public static TheoryData<Exception, string> Errors() =>
        new()
        {
            { new IOException("No space left on device : '/home/yoda/hans_a.bin'", 28), "the disk is full" },
            { new IOException("It is a folder"), "it is a folder" },
            { new TimeoutException("The operation has timed out."), "it does not answer" },
            { new ProtocolException("It says nothing."), "what answers there is no forum" },
            { new FileNotFoundException("Could not find file '/x'."), "there is no such file" },
        };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Errors_have_words_that_fit_into_a_sentence(Exception error, string words) =>
        Assert.Equal(words, Reasons.Of(error));
}
