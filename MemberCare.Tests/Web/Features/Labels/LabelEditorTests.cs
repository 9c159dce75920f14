using System.Security.Claims;
using Bunit;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;
using MemberCare.Web.Auth;
using MemberCare.Web.Features.Labels;
using MemberCare.Web.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Features.Labels;

public sealed class LabelEditorTests : BunitContext, IAsyncLifetime
{
    private TestStore _store = null!;
    private LabelId? _saved;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        await _store.Get<CreateOrganisation>().AddStaffAsync(_store.Tenant, [("Sue", [Role.Supervisor]), ("Ann", [Role.Agent])]);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_store.Get<ManageLabels>());
        Services.AddSingleton(_store.Get<ActorDirectory>());
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<FormScript>();
        SignIn("Sue");
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Saving_an_empty_form_says_what_is_missing_at_its_field_and_saves_nothing()
    {
        var editor = Open(null);

        editor.Find("form").Submit();

        editor.WaitForAssertion(() => Assert.Equal("Give the label a name.", editor.Find("#label-name-error").TextContent.Trim()[5..].Trim()));
        Assert.Equal("true", editor.Find("#label-name").GetAttribute("aria-invalid"));
        Assert.Contains("label-name-error", editor.Find("#label-name").GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.Null(_saved);
        editor.Find("#label-name").Input("x");
        editor.WaitForAssertion(() => Assert.Empty(editor.FindAll("#label-name-error")));
    }

    [Fact]
    public void What_is_filled_in_is_what_is_saved()
    {
        var editor = Open(null);
        editor.Find("#label-name").Input("  Phone stolen ");
        editor.Find("#label-status").Change("FraudSuspected");
        editor.Find("input[name=label-icon][value=flag]").Change("flag");
        editor.Find("#label-message").Input("Call us.");
        editor.FindAll(".templates input")[1].Change(true);
        editor.Find("form").Submit();

        editor.WaitForAssertion(() => Assert.NotNull(_saved));
        var row = Row(_saved!.Value);
        Assert.Equal(new LabelView(_saved.Value, "Phone stolen", CustomerStatus.FraudSuspected, "orange", "flag"), row.Label);
        Assert.Equal(("Call us.", "customer-request", true), (row.PublicMessage, row.ReasonCodes.Single(), row.OwnWordsAllowed));
    }

    [Fact]
    public void A_look_that_nobody_chose_follows_the_status_and_a_chosen_one_stays()
    {
        var editor = Open(null);
        Assert.True(editor.Find("input[value=amber]").HasAttribute("checked"));

        editor.Find("#label-status").Change("Blocked");
        Assert.True(editor.Find("input[value=darkred]").HasAttribute("checked"));
        Assert.True(editor.Find("input[value=block]").HasAttribute("checked"));
        editor.Find("input[value=pink]").Change("pink");
        editor.Find("#label-status").Change("Active");

        Assert.True(editor.Find("input[value=pink]").HasAttribute("checked"));
        Assert.True(editor.Find("input[value=block]").HasAttribute("checked"));
    }

    [Fact]
    public async Task A_label_that_customers_carry_shows_why_its_status_is_fixed_and_a_forged_request_is_refused_there()
    {
        var id = await CreateAsync("Lost phone");
        var before = Row(id);
        var siti = await _store.RegisterAsync("Siti Aminah");
        var editor = Open(before);
        editor.Find("#label-status").Change("Blocked");
        await _store.Get<ChangeStatus>().RunAsync(new(siti.Id, LabelChoice.Of(id), "lost-phone", null, null, null), _store.Actor(Role.Agent));

        editor.Find("form").Submit();

        editor.WaitForAssertion(() => Assert.Contains("1 customer carries “Lost phone”", editor.Find("#label-status-error").TextContent, StringComparison.Ordinal));
        Assert.Equal(CustomerStatus.Suspended, Row(id).Label.Status);
        editor.Render(parameters => parameters.Add(one => one.Row, Row(id)));
        Assert.True(editor.Find("#label-status").HasAttribute("disabled"));
        Assert.Contains("1 customer carries it", editor.Find("#label-status-hint").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lost_the_right_meanwhile_is_refused_in_words_and_keeps_what_they_typed()
    {
        var id = await CreateAsync("Lost phone");
        SignIn("Ann");
        var editor = Open(Row(id));
        editor.Find("#label-name").Input("Renamed");

        editor.Find("form").Submit();

        editor.WaitForAssertion(() => Assert.Contains("You are not allowed to manage status labels.", editor.Find(".mc-refusal").TextContent, StringComparison.Ordinal));
        Assert.Equal("Renamed", editor.Find("#label-name").GetAttribute("value"));
        Assert.Equal("Lost phone", Row(id).Label.Name);
    }

    [Fact]
    public async Task A_label_retired_meanwhile_says_so_and_cannot_be_saved()
    {
        var id = await CreateAsync("Lost phone");
        var editor = Open(Row(id));
        await _store.Get<ManageLabels>().RetireAsync(id, _store.Actor(Role.Supervisor));
        editor.Render(parameters => parameters.Add(one => one.Row, Row(id)));

        Assert.Contains("The label “Lost phone” was retired.", editor.Find(".mc-refusal").TextContent, StringComparison.Ordinal);
        editor.Find("form").Submit();
        editor.WaitForAssertion(() => Assert.Contains("was retired", editor.Find(".mc-refusal").TextContent, StringComparison.Ordinal));
        Assert.Null(_saved);
    }

    [Theory]
    [InlineData(true, "Required: own words or any template")]
    [InlineData(true, "Required: own words or one template", "lost-phone")]
    [InlineData(false, "Required: any template")]
    [InlineData(false, "Required: one of 2 templates", "lost-phone", "cleared")]
    public async Task The_policy_is_told_in_words(bool ownWords, string words, params string[] codes)
    {
        var draft = new LabelDraft { Name = "X", Colour = "red", Icon = "lock", OwnWordsAllowed = ownWords, ReasonCodes = codes };
        var id = (await _store.Get<ManageLabels>().CreateAsync(draft, _store.Actor(Role.Supervisor))).Value;

        Assert.Equal(words, LabelWords.Policy(Row(id), Book.Reasons));
    }

    [Fact]
    public async Task A_label_is_made_stricter_than_its_status_by_choosing_among_what_the_status_leaves()
    {
        var id = await CreateAsync("Lost phone");
        var editor = Open(Row(id));

        // Suspended denies it already, so there is nothing stricter to choose.
        Assert.Empty(editor.FindAll("#label-effect-RedeemPoints"));
        Assert.Equal(["as the status: goes through, marked for a look", "goes through, earns nothing", "no"], editor.FindAll("#label-effect-Transact option").Select(option => option.TextContent));
        editor.Find("#label-effect-Transact").Change("Deny");
        editor.Find("form").Submit();

        editor.WaitForAssertion(() => Assert.Equal(id, _saved));
        Assert.Equal("buy: no", LabelWords.Stricter(Row(id).Tightening));
    }

    [Fact]
    public void Every_colour_icon_and_status_has_words()
    {
        Assert.All(LabelLooks.Icons, icon => Assert.NotEqual(icon, LabelWords.Icon(icon)));
        Assert.All(LabelLooks.Colours, colour => Assert.True(char.IsUpper(LabelWords.Colour(colour)[0])));
        Assert.All(StatusWords.All, status => Assert.NotEmpty(LabelWords.Meaning(status)));
    }

    private LabelBook Book => _store.Get<ReadLabels>().Run(_store.Actor(Role.Supervisor)).Value;

    private IRenderedComponent<LabelEditor> Open(LabelRow? row) => Render<LabelEditor>(parameters => parameters
        .Add(editor => editor.Row, row)
        .Add(editor => editor.Book, Book)
        .Add(editor => editor.Saved, id => _saved = id));

    private LabelRow Row(LabelId id) => Book.Labels.Single(row => row.Label.Id == id);

    private async Task<LabelId> CreateAsync(string name)
    {
        var draft = new LabelDraft { Name = name, Status = CustomerStatus.Suspended, Colour = "amber", Icon = "phone_locked" };
        return (await _store.Get<ManageLabels>().CreateAsync(draft, _store.Actor(Role.Supervisor))).Value;
    }

    private void SignIn(string name)
    {
        var (_, person) = _store.Get<ActorDirectory>().Everybody().Single(one => one.Person.Name == name);
        Services.AddSingleton<AuthenticationStateProvider>(new Somebody(_store.SignIn(person)));
    }

    private sealed class Somebody(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
