using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class CreateOrganisationTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private CreateOrganisation Organisations => _store.Get<CreateOrganisation>();

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public void A_new_organisation_has_the_label_of_each_status_and_reasons_to_begin_with()
    {
        var book = _store.Get<ReadLabels>().Run(_store.Actor(Role.Viewer)).Value;

        Assert.Equal(StatusWords.All.Select(status => (status, status.Title(), true)), book.Labels.Select(row => (row.Label.Status, row.Label.Name, row.IsSystem)));
        Assert.Contains(new ReasonRow("lost-phone", "Lost mobile phone", true), book.Reasons);
    }

    [Fact]
    public async Task A_short_name_is_given_once()
    {
        var again = await Organisations.RunAsync("kopi-house", "Another", "SG");

        Assert.Contains("already an organisation", Assert.IsType<InvalidInput>(again.Refusal).Sentence, StringComparison.Ordinal);
        Assert.Equal(["kopi-house", "teh-house"], Organisations.Names());
        Assert.Equal(_store.Tenant, Organisations.Find("kopi-house"));
        Assert.Null(Organisations.Find("nowhere"));
        Assert.Null(Organisations.Find(null));
    }

    [Fact]
    public async Task Of_many_who_create_the_same_organisation_exactly_one_does()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Organisations.RunAsync("satay", null, "MY"))));

        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        var tenant = Organisations.Find("satay")!.Value;
        Assert.Equal(7, _store.Get<Catalogues>().Of(tenant).Labels.Count);
    }

    [Fact]
    public async Task Staff_act_with_the_rights_of_their_roles_together()
    {
        Assert.Null((await Organisations.AddStaffAsync(_store.Tenant, [("Ravi K.", [Role.Agent, Role.Approver])])).Refusal);

        var ravi = _store.Get<ActorDirectory>().Everybody().Single().Person;
        var actor = _store.Get<ActorDirectory>().Person(_store.Tenant, ravi.Id)!;
        Assert.Equal(("Ravi K.", Grants.Of(Role.Agent) | Grants.Of(Role.Approver)), (actor.Name, actor.Permissions));
        Assert.Null(_store.Get<ActorDirectory>().Person(_store.OtherTenant, ravi.Id));
    }

    [Fact]
    public async Task One_bad_name_takes_nobody_on()
    {
        var refusal = (await Organisations.AddStaffAsync(_store.Tenant, [("Ravi K.", [Role.Agent]), ("\0", [Role.Viewer])])).Refusal;

        Assert.IsType<InvalidInput>(refusal);
        Assert.Empty(_store.Get<ActorDirectory>().Everybody());
    }

    [Fact]
    public async Task Nobody_and_no_key_belongs_to_an_organisation_that_does_not_exist()
    {
        Assert.IsType<NotFound>((await Organisations.AddStaffAsync(new(99), [("Ravi K.", [Role.Agent])])).Refusal);
        Assert.IsType<NotFound>((await Organisations.AddApiKeyAsync(new(99), "Till", ["customers:read"])).Refusal);
    }

    [Fact]
    public async Task A_key_s_secret_finds_its_system_and_no_other_text_does()
    {
        var secret = (await Organisations.AddApiKeyAsync(_store.Tenant, "Till", ["status:write"])).Value;

        var actor = _store.Get<ActorDirectory>().Client(secret)!;
        Assert.Equal((ActorKind.ApiClient, "Till", _store.Tenant, Grants.Scopes["status:write"]), (actor.Kind, actor.Name, actor.Tenant, actor.Permissions));
        Assert.Null(_store.Get<ActorDirectory>().Client(secret + "x"));
        Assert.Null(_store.Get<ActorDirectory>().Client(""));
    }
}
