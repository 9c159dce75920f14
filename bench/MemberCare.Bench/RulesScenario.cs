using System.Diagnostics;
using System.Globalization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Bench;

/// <summary>Automatic rules: how long a dry run looks at everybody, how soon a new customer is touched, and how many inactive customers a rule changes a second.</summary>
internal static class RulesScenario
{
    private const int Runs = 5;
    private const int Newcomers = 500;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var chief = new Actor(ActorKind.Person, "1", "Bench", store.Tenant, Permissions.All, Channel.Console);
        var catalogue = store.Get<Catalogues>().Of(store.Tenant);
        var draft = new RuleDraft { Label = catalogue.SystemLabel(CustomerStatus.Suspended).Id, Note = "Bench", Limit = RuleDraft.MostLimit };
        var tries = store.Get<TryRule>();
        (string Name, RuleDraft Draft)[] trials =
        [
            ("everybody inactive for a day", draft with { Trigger = RuleTrigger.Inactive, Days = 1 }),
            ("inactive for a day, of a source and a country", draft with { Trigger = RuleTrigger.Inactive, Days = 1, Source = "App", MobileBegins = "+60" }),
            ("inactive for 180 days", draft with { Trigger = RuleTrigger.Inactive, Days = 180 }),
            ("newcomers", draft with { Trigger = RuleTrigger.Registered }),
            ("purchases", draft with { Trigger = RuleTrigger.Transaction }),
            ("locked", draft with { Trigger = RuleTrigger.LoginLocked }),
        ];
        foreach (var (name, trial) in trials)
        {
            var figures = new Figures("rules", $"dry run: {name}, {tries.Run(trial with { Name = "Bench" }, chief).Value.Changes.ToString("N0", CultureInfo.InvariantCulture)} to change", "ms");
            for (var run = 0; run < Runs; run++)
            {
                var began = Stopwatch.GetTimestamp();
                _ = tries.Run(trial with { Name = "Bench" }, chief).Value;
                figures.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            figures.Write();
        }

        await FollowAsync(store, draft, chief);
        await SweepAsync(store, draft, chief);
    }

    private static async Task FollowAsync(BenchStore store, RuleDraft draft, Actor chief)
    {
        var (manage, run, register) = (store.Get<ManageRules>(), store.Get<RunRules>(), store.Get<RegisterCustomer>());
        var unique = Guid.NewGuid().ToString("N")[..8];
        var id = (await manage.CreateAsync(draft with { Name = $"Newcomers {unique}", Trigger = RuleTrigger.Registered }, chief)).Value;
        await manage.SwitchOnAsync(id, null, chief);
        var figures = new Figures("rules", "a new customer, from the answer to the rule's change", "ms");
        for (var i = 0; i < Newcomers; i++)
        {
            await register.RunAsync(new RegisterCustomerRequest(new RawDetails { Name = $"New {i}", ExternalId = $"{unique}-{i}" }, null), chief);
            var began = Stopwatch.GetTimestamp();
            await run.RunDueAsync();
            figures.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        figures.Write();
        await manage.SwitchOffAsync(id, null, chief);
    }

    private static async Task SweepAsync(BenchStore store, RuleDraft draft, Actor chief)
    {
        var manage = store.Get<ManageRules>();
        var id = (await manage.CreateAsync(draft with { Name = $"Sleepers {Guid.NewGuid():N}", Trigger = RuleTrigger.Inactive, Days = 900 }, chief)).Value;
        await manage.SwitchOnAsync(id, null, chief);
        var began = Stopwatch.GetTimestamp();
        var running = store.Get<RunRules>().RunDueAsync();
        var (waits, i) = (new Figures("rules", "another writer meanwhile", "ms"), 0);
        while (!running.IsCompleted)
        {
            var asked = Stopwatch.GetTimestamp();
            await store.Get<Writer>().RunAsync<Done>(store.Tenant, _ => new Done());
            waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            i++;
            await Task.Delay(10);
        }

        await running;
        var touched = store.Get<ReadRules>().One(id, chief).Value.TouchedInADay;
        Figures.Write("rules", $"{touched.ToString("N0", CultureInfo.InvariantCulture)} inactive customers changed", "1/s", touched / Stopwatch.GetElapsedTime(began).TotalSeconds);
        if (i > 0)
        {
            waits.Write();
        }

        await manage.SwitchOffAsync(id, null, chief);
    }
}
