using System.CommandLine;
using System.Security.Cryptography;
using Forum.Programs;
using Forum.Reactive.Access;
using Forum.Reactive.Protocol;

namespace Forum.ServerApp.Passwords;

/// <summary>The command line <c>passwd NAME | --delete NAME | --hash-all [--credentials FILE]</c>: who may log in.</summary>
internal static class PasswdCommand
{
    /// <summary>How it is used, for those who used it otherwise.</summary>
    public const string Usage = "Usage: ServerApp passwd NAME | --delete NAME | --hash-all [--credentials FILE]";

    private static readonly Argument<string?> Name = new("NAME")
    {
        Description = "User who gets a new password; added if there is none of that name",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Deleted = new("--delete")
    {
        Description = "Delete a user; a running server ends the session",
        HelpName = "NAME",
    };

    private static readonly Option<bool> HashAll = new("--hash-all")
    {
        Description = "Hash the passwords that stand in the file as they are",
    };

    /// <summary>The command.</summary>
    /// <param name="credentialsFile">The option that names the file.</param>
    /// <param name="streams">Where the password comes from.</param>
    public static Command Create(Option<string> credentialsFile, StandardStreams streams)
    {
        var command = new Command(
            "passwd",
            "Adds a user or changes a password: asks for it, or reads a line where nobody can be asked."
        )
        {
            Name,
            Deleted,
            HashAll,
            credentialsFile,
        };
        command.Validators.Add(result =>
        {
            bool[] asked =
            [
                result.GetResult(Name) is { Tokens.Count: > 0 },
                result.GetResult(Deleted) is not null,
                result.GetResult(HashAll) is { Implicit: false },
            ];
            if (asked.Count(isAsked => isAsked) != 1)
            {
                result.AddError("One of NAME, --delete NAME and --hash-all is needed.");
            }
        });
        command.SetAction(parsed => Run(parsed, parsed.GetValue(credentialsFile)!, streams));
        return command;
    }

    private static int Run(ParseResult parsed, string path, StandardStreams streams)
    {
        try
        {
            var file = new CredentialsFile(path);
            Console.WriteLine(
                parsed switch
                {
                    _ when parsed.GetValue(Name) is { } name => Set(file, name, streams),
                    _ when parsed.GetValue(Deleted) is { } name => Delete(file, name),
                    _ => $"{file.HashAll()} passwords hashed.",
                }
            );
            return 0;
        }
        catch (StartException error)
        {
            Console.Error.WriteLine(error.Message);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            Console.Error.WriteLine($"Cannot change {path}: {error.Message}");
        }

        return 1;
    }

    private static string Set(CredentialsFile file, string name, StandardStreams streams)
    {
        if (!UserName.IsValid(name))
        {
            throw new StartException($"A user name has 1 to {UserName.MaxLength} letters, digits and . _ - @ +");
        }

        var password = PasswordInput.Read(streams);
        file.Set(name, password);
        CryptographicOperations.ZeroMemory(password);
        return $"{name} has a new password.";
    }

    private static string Delete(CredentialsFile file, string name) =>
        file.Delete(name)
            ? $"{name} is deleted."
            : throw new StartException($"There is no user {VisibleText.Of(name)}.");
}
