using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Commands;

/// <summary>Who has access, and takes it away or gives it back, for when no administrator can sign in: <c>staff list</c>, <c>staff disable</c> and <c>staff enable</c>.</summary>
internal static class StaffCommands
{
    public static async Task<int> ListAsync(IServiceProvider core, Words words)
    {
        foreach (var person in People(core, words))
        {
            await Console.Out.WriteLineAsync(string.Join('\t', Describe(person)));
        }

        return 0;
    }

    public static Task<int> DisableAsync(IServiceProvider core, Words words) =>
        ChangeAsync(core, words, (staff, person, actor) => staff.DisableAsync(person, actor), name => $"{name} has no access any more. Open windows stop within seconds.");

    public static Task<int> EnableAsync(IServiceProvider core, Words words) =>
        ChangeAsync(core, words, (staff, person, actor) => staff.EnableAsync(person, actor), name => $"{name} has access again, as far as their roles go.");

    private static IReadOnlyList<StaffRow> People(IServiceProvider core, Words words) => core.GetRequiredService<ListStaff>().Run(Actor(core, words)).Value;

    private static Actor Actor(IServiceProvider core, Words words) => Core.Kernel.Actor.System(CommandLine.Tenant(core, words), "Command line", Channel.System);

    private static string[] Describe(StaffRow person) =>
    [
        person.Id.ToString(),
        person.Name,
        person.Roles.Count == 0 ? "no role" : string.Join(", ", person.Roles),
        person.LastSignInAt is { } at ? "last sign-in " + at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC" : "never signed in",
        person.DisabledAt is null ? "" : "access taken away",
    ];

    private static async Task<int> ChangeAsync(
        IServiceProvider core, Words words, Func<ManageStaff, StaffId, Actor, Task<Outcome<int>>> change, Func<string, string> done)
    {
        var (name, id) = (words.Optional("--name")?.Trim(), words.Optional("--id"));
        if ((name is null) == (id is null))
        {
            throw new UsageException($"{words.Command} needs one of --name and --id.");
        }

        var meant = People(core, words).Where(person => id is null ? person.Name == name : person.Id.ToString() == id).ToList();
        if (meant.Count != 1)
        {
            return await CommandLine.RefusedAsync(meant.Count == 0
                ? "There is no such person. Those there are: staff list --tenant NAME"
                : $"{meant.Count} people have that name. Say which with --id; staff list --tenant NAME tells the ids.");
        }

        var outcome = await change(core.GetRequiredService<ManageStaff>(), meant[0].Id, Actor(core, words));
        if (outcome.Refusal is { } refusal)
        {
            return await CommandLine.RefusedAsync(refusal.Sentence);
        }

        await Console.Out.WriteLineAsync(done(meant[0].Name));
        return 0;
    }
}
