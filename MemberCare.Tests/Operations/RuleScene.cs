using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>An organisation with rules, a clock that a test sets, and the systems that report to it.</summary>
internal sealed class RuleScene : IAsyncDisposable
{
    private int _ids;

    private RuleScene(TestStore store, SetTime time) => (Store, Time) = (store, time);

    public TestStore Store { get; }

    public SetTime Time { get; }

    public ManageRules Manage => Store.Get<ManageRules>();

    public Actor Chief => Store.Actor(Role.Supervisor);

    public TenantCatalogue Catalogue => Store.Get<Catalogues>().Of(Store.Tenant);

    public static async Task<RuleScene> OpenAsync()
    {
        var time = new SetTime(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
        return new RuleScene(await TestStore.OpenAsync(time), time);
    }

    /// <summary>A rule that suspends whoever joins, to be altered as a test needs it.</summary>
    public RuleDraft Newcomers(string name = "Newcomers") => new() { Name = name, Trigger = RuleTrigger.Registered, Label = Label("Suspended").Id, Note = "To be checked", Limit = 100 };

    public StatusLabel Label(string name) => Catalogue.LabelNamed(name)!;

    public async Task<StatusLabel> MakeLabelAsync(string name, Core.Domain.Statuses.CustomerStatus status = default, bool ownWords = true, bool reason = true)
    {
        var draft = new LabelDraft { Name = name, Status = status, Colour = LabelLooks.Colours.First(), Icon = LabelLooks.Icons.First(), ReasonRequired = reason, OwnWordsAllowed = ownWords };
        await Store.Get<ManageLabels>().CreateAsync(draft, Chief);
        return Label(name);
    }

    public async Task<RuleId> MakeAsync(RuleDraft draft, bool on = true)
    {
        var id = (await Manage.CreateAsync(draft, Chief)).Value;
        if (on)
        {
            Assert.Null((await Manage.SwitchOnAsync(id, null, Chief)).Refusal);
        }

        return id;
    }

    public async Task RunAsync(TestStore? store = null)
    {
        while (await (store ?? Store).Get<RunRules>().RunDueAsync())
        {
        }

        await (store ?? Store).Get<RunPlans>().RunDueAsync();
    }

    public RuleView Rule(RuleId id) => Store.Get<ReadRules>().One(id, Chief).Value;

    public Customer Find(CustomerId id, TenantId? tenant = null)
    {
        using var scope = Store.Get<SqliteDatabase>().Read(tenant ?? Store.Tenant);
        return scope.Db.Customers.Single(customer => customer.Id == id);
    }

    public string LabelOf(CustomerId id) => Catalogue.Label(Find(id).LabelId)!.Name;

    public List<CustomerEvent> History(CustomerId id)
    {
        using var scope = Store.Get<SqliteDatabase>().Read(Store.Tenant);
        return [.. scope.Db.Events.Where(happened => happened.CustomerId == id).OrderBy(happened => happened.Sequence)];
    }

    public async Task<CustomerChange> MoveAsync(CustomerId id, string label) =>
        (await Store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(id, LabelChoice.Named(label), null, "By a person", null, null), Store.Actor(Role.Agent))).Value;

    public async Task ReportAsync(CustomerId customer, string kind, Func<RawActivity, RawActivity>? more = null)
    {
        var raw = new RawActivity { Id = $"a-{_ids++}", Kind = kind, Customer = new RawParty(customer.ToString(), null, null, null, null) };
        var till = new Actor(ActorKind.ApiClient, "crm", "CRM", Store.Tenant, Permissions.RecordActivities, Channel.Api);
        var answer = Assert.Single((await Store.Get<RecordActivities>().RunAsync([more?.Invoke(raw) ?? raw], till)).Value);
        Assert.Null(answer.Fault);
    }

    public Task BuyAsync(CustomerId customer, string amount = "10.00") => ReportAsync(customer, "transaction", raw => raw with { Amount = amount, Currency = "MYR" });

    public async Task FailSignInAsync(CustomerId customer, int times = 5)
    {
        var portal = new Actor(ActorKind.ApiClient, "portal", "Portal", Store.Tenant, Permissions.ReportSignIns, Channel.Api);
        for (var i = 0; i < times; i++)
        {
            var report = new SignInReport(new NamedCustomer(customer, null, null, null, null), SignInReportKind.Failed, null, null, null);
            Assert.Null((await Store.Get<ReportSignIns>().RunAsync(report, portal)).Refusal);
        }
    }

    public async ValueTask DisposeAsync() => await Store.DisposeAsync();
}
