using MemberCare.Core;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Web.Hosting;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Commands;

/// <summary>What the application does when its first word is a command, instead of serving: for whoever runs MemberCare, on the machine of its database.</summary>
public static class CommandLine
{
    /// <summary>The exit code of a command that was understood and refused, or that broke off.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of words that make no command.</summary>
    public const int Misused = 2;

    private const string Usage =
        """
        usage: MemberCare.Web                                            serve the console and the API
               MemberCare.Web import FILE.csv --tenant NAME [--dry-run] [--rejects FILE]
               MemberCare.Web tenant create NAME --title TITLE --region MY
               MemberCare.Web organisation remove NAME --yes NAME
               MemberCare.Web api-key create --tenant NAME --name NAME --scope SCOPE [--scope SCOPE ...]
               MemberCare.Web api-key revoke --tenant NAME --name NAME
               MemberCare.Web staff list --tenant NAME
               MemberCare.Web staff disable --tenant NAME (--name NAME | --id ID)
               MemberCare.Web staff enable --tenant NAME (--name NAME | --id ID)
               MemberCare.Web help

        From source: dotnet run --project MemberCare.Web -- COMMAND
        A setting of appsettings.json is overridden by --SECTION:NAME=VALUE or by the environment (SECTION__NAME).
        """;

    /// <summary>Whether the words name a command, or mean to: the first is no option.</summary>
    public static bool IsCommand(IReadOnlyList<string> args) => args.Count > 0 && (!args[0].StartsWith('-') || args[0] is "--help" or "-h" or "-?");

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0, <see cref="Failed"/> or <see cref="Misused"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            var words = new Words(args);
            switch (words.Command)
            {
                case "help":
                    await Console.Out.WriteLineAsync(Usage);
                    return 0;
                case "import":
                    return await WithCoreAsync(words, core => ImportCommand.RunAsync(core, words));
                case "tenant create":
                    return await WithCoreAsync(words, core => OrganisationCommands.CreateAsync(core, words));
                case "organisation remove":
                    return await WithCoreAsync(words, core => OrganisationCommands.RemoveAsync(core, words));
                case "api-key create":
                    return await WithCoreAsync(words, core => OrganisationCommands.AddApiKeyAsync(core, words));
                case "api-key revoke":
                    return await WithCoreAsync(words, core => OrganisationCommands.RevokeApiKeysAsync(core, words));
                case "staff list":
                    return await WithCoreAsync(words, core => StaffCommands.ListAsync(core, words));
                case "staff disable":
                    return await WithCoreAsync(words, core => StaffCommands.DisableAsync(core, words));
                case "staff enable":
                    return await WithCoreAsync(words, core => StaffCommands.EnableAsync(core, words));
                default:
                    return await MisusedAsync($"“{words.Command}” is no command.");
            }
        }
        catch (UsageException misuse)
        {
            return await MisusedAsync(misuse.Message);
        }
        catch (StoreException refusal)
        {
            return await RefusedAsync(refusal.Message);
        }
    }

    /// <summary>Says why the command was refused.</summary>
    internal static async Task<int> RefusedAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return Failed;
    }

    /// <summary>The organisation that <c>--tenant</c> names.</summary>
    internal static TenantId Tenant(IServiceProvider core, Words words)
    {
        return Tenant(core, words.Required("--tenant"));
    }

    /// <summary>The organisation of a short name.</summary>
    internal static TenantId Tenant(IServiceProvider core, string name)
    {
        var organisations = core.GetRequiredService<CreateOrganisation>();
        if (organisations.Find(name) is { } tenant)
        {
            return tenant;
        }

        var names = organisations.Names();
        throw new StoreException(names.Count == 0
            ? "There is no organisation yet. Make one first: tenant create NAME --title TITLE --region MY"
            : $"There is no organisation “{name}”. Those there are: {string.Join(", ", names)}.");
    }

    private static async Task<int> MisusedAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        await Console.Error.WriteLineAsync();
        await Console.Error.WriteLineAsync(Usage);
        return Misused;
    }

    private static async Task<int> WithCoreAsync(Words words, Func<IServiceProvider, Task<int>> command)
    {
        words.RefuseUnknown();
        var configuration = new ConfigurationManager();
        configuration.InsertRootSettings();
        configuration.AddEnvironmentVariables().AddCommandLine([.. words.Settings]);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddMemberCareCore(StoreSetup.DatabasePath(configuration, Directory.GetCurrentDirectory()));
        await using var core = services.BuildServiceProvider();
        core.GetRequiredService<SqliteDatabase>().Migrate();
        return await command(core);
    }
}
