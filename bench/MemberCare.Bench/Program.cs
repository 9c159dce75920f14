using MemberCare.Bench;

// One process measures one scenario, so that none warms another's caches. Figures go to standard output, one JSON object a line; progress to standard error.
var scenarios = new Dictionary<string, Func<BenchOptions, Task>>(StringComparer.Ordinal)
{
    ["fill"] = FillAsync,
    ["search"] = SearchScenario.RunAsync,
    ["change"] = ChangeScenario.RunAsync,
    ["timeline"] = TimelineScenario.RunAsync,
    ["page"] = PageScenario.RunAsync,
    ["import"] = ImportScenario.RunAsync,
    ["list"] = ListScenario.RunAsync,
    ["export"] = ExportScenario.RunAsync,
    ["api"] = ApiScenario.RunAsync,
    ["sign-in"] = SignInScenario.RunAsync,
    ["overlays"] = OverlayScenario.RunAsync,
    ["access"] = AccessScenario.RunAsync,
    ["webhooks"] = WebhookScenario.RunAsync,
    ["decisions"] = DecisionScenario.RunAsync,
    ["activities"] = ActivitiesScenario.RunAsync,
    ["audience"] = AudienceScenario.RunAsync,
    ["approvals"] = ApprovalsScenario.RunAsync,
    ["bulk"] = BulkScenario.RunAsync,
    ["plans"] = PlanScenario.RunAsync,
    ["rules"] = RulesScenario.RunAsync,
};

if (BenchOptions.Read(args) is not { } read || !scenarios.TryGetValue(read.Scenario, out var run))
{
    Console.Error.WriteLine($"usage: MemberCare.Bench {string.Join('|', scenarios.Keys)} [--customers N] [--db FILE]");
    Console.Error.WriteLine("  --customers N   how many customers to fill a fresh database with (20000)");
    Console.Error.WriteLine("  --db FILE       keep the database in this file; it is filled when it is missing and used as it is when it is there");
    return 2;
}

await run(read);
return 0;

// Fills a database and does no more: for a file that several scenarios share.
static async Task FillAsync(BenchOptions options)
{
    await using var store = await BenchStore.OpenAsync(options);
}
