using MemberCare.Core.Operations;

namespace MemberCare.Web.Commands;

/// <summary>Sets organisations up and removes them: <c>tenant create</c>, <c>organisation remove</c>, <c>api-key create</c> and <c>api-key revoke</c>.</summary>
internal static class OrganisationCommands
{
    public static async Task<int> CreateAsync(IServiceProvider core, Words words)
    {
        var name = words.Operand("the short name of the organisation, such as kopi-house");
        var made = await core.GetRequiredService<CreateOrganisation>().RunAsync(name, words.Optional("--title"), words.Required("--region"));
        if (!made.TryGet(out _, out var refusal))
        {
            return await CommandLine.RefusedAsync(refusal.Sentence);
        }

        await Console.Out.WriteLineAsync($"The organisation “{name}” is there.");
        return 0;
    }

    public static async Task<int> RemoveAsync(IServiceProvider core, Words words)
    {
        var name = words.Operand("the short name of the organisation, such as kopi-house");
        var tenant = CommandLine.Tenant(core, name);
        if (words.Required("--yes") != name)
        {
            return await CommandLine.RefusedAsync($"Everything that “{name}” has would be removed for ever. If that is meant, write its name once more: --yes {name}");
        }

        if (!(await core.GetRequiredService<RemoveOrganisation>().RunAsync(tenant)).TryGet(out var removed, out var refusal))
        {
            return await CommandLine.RefusedAsync(refusal.Sentence);
        }

        await Console.Out.WriteLineAsync($"“{name}” is removed, with {removed.Customers} {(removed.Customers == 1 ? "customer" : "customers")} and all that it had.");
        return 0;
    }

    public static async Task<int> AddApiKeyAsync(IServiceProvider core, Words words)
    {
        var (name, scopes) = (words.Required("--name"), words.All("--scope"));
        var made = await core.GetRequiredService<CreateOrganisation>().AddApiKeyAsync(CommandLine.Tenant(core, words), name, scopes);
        if (!made.TryGet(out var secret, out var refusal))
        {
            return await CommandLine.RefusedAsync(refusal.Sentence);
        }

        // The secret alone on standard output, so that a script can take it from there.
        await Console.Error.WriteLineAsync("The key, shown this once and kept by nobody but you:");
        await Console.Out.WriteLineAsync(secret);
        return 0;
    }

    public static async Task<int> RevokeApiKeysAsync(IServiceProvider core, Words words)
    {
        var revoked = await core.GetRequiredService<CreateOrganisation>().RevokeApiKeysAsync(CommandLine.Tenant(core, words), words.Required("--name"));
        if (!revoked.TryGet(out var count, out var refusal))
        {
            return await CommandLine.RefusedAsync(refusal.Sentence);
        }

        await Console.Out.WriteLineAsync(count == 1 ? "The key is revoked." : $"{count} keys are revoked.");
        return 0;
    }
}
