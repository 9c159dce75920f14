using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ChangeSettingsTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private ChangeSettings Settings => _store.Get<ChangeSettings>();

    private Actor Administrator => _store.Actor(Role.Administrator);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Saved_settings_are_read_back_and_count_from_then_on()
    {
        var old = await _store.RegisterAsync("Siti Aminah", mobile: "012-345 6789");

        Assert.Null((await Settings.RunAsync(Draft() with { Title = " Kopi & Co ", Region = "sg", ActivityPeriod = new(90, false) }, Administrator)).Refusal);

        var read = Read();
        Assert.Equal(("Kopi & Co", "SG", new ActivityPeriod(90, false)), (read.Title, read.Region, read.ActivityPeriod));
        Assert.Equal("+6591234567", (await _store.RegisterAsync("Tan Ah Kow", mobile: "9123 4567")).MobileKey);
        Assert.Equal("+60123456789", old.MobileKey);
    }

    [Fact]
    public async Task The_second_of_two_who_opened_the_settings_is_refused_and_the_first_one_s_stay()
    {
        var (one, other) = (Draft(), Draft());

        Assert.Null((await Settings.RunAsync(one with { Title = "First" }, Administrator)).Refusal);
        Assert.IsType<SettingsChangedMeanwhile>((await Settings.RunAsync(other with { Title = "Second" }, Administrator)).Refusal);

        Assert.Equal("First", Read().Title);
    }

    [Fact]
    public async Task Labels_and_reasons_do_not_make_the_settings_stale()
    {
        var draft = Draft();
        await Settings.AddReasonAsync("moved", "Moved abroad", Administrator);
        await _store.Get<ManageLabels>().CreateAsync(Label, Administrator);

        Assert.Null((await Settings.RunAsync(draft with { Title = "Renamed" }, Administrator)).Refusal);
    }

    [Fact]
    public async Task All_wrong_fields_are_told_at_once_and_nothing_is_changed()
    {
        var before = Read();

        var refusal = (await Settings.RunAsync(new SettingsDraft("", "Atlantis", new(0, true), 2, 721, before.Version), Administrator)).Refusal;

        Assert.Equal(["activityPeriod", "lockAfterFailures", "lockHours", "region", "title"], Assert.IsType<InvalidInput>(refusal).Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((before.Title, before.Region, before.Version), (Read().Title, Read().Region, Read().Version));
    }

    [Fact]
    public async Task Text_that_is_empty_too_long_or_cannot_be_shown_is_refused_at_its_field()
    {
        foreach (var text in new[] { null, "", " \t ", "\u200B", new string('x', 10_000_000), "a\0b", "a\u001B[31m", "a\uD800" })
        {
            var faults = Assert.IsType<InvalidInput>((await Settings.RunAsync(Draft() with { Title = text, Region = text }, Administrator)).Refusal).Fields;
            Assert.Equal(["region", "title"], faults.Keys.Order(StringComparer.Ordinal));
            faults = Assert.IsType<InvalidInput>((await Settings.AddReasonAsync(text, text, Administrator)).Refusal).Fields;
            Assert.Equal(["code", "text"], faults.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["text"], Assert.IsType<InvalidInput>((await Settings.RewordReasonAsync("lost-phone", text, Administrator)).Refusal).Fields.Keys);
            Assert.IsType<NotFound>((await Settings.RewordReasonAsync(text, "Fine", Administrator)).Refusal);
            Assert.IsType<NotFound>((await Settings.OfferReasonAsync(text, false, Administrator)).Refusal);
        }

        Assert.Equal("Lost mobile phone", Reason("lost-phone").Text);
    }

    [Theory]
    [InlineData("'; DROP TABLE reasons; --")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("📵 הטלפון אבד")]
    public async Task Any_visible_text_is_kept_to_the_letter(string text)
    {
        Assert.Null((await Settings.RunAsync(Draft() with { Title = text }, Administrator)).Refusal);
        Assert.Null((await Settings.AddReasonAsync("odd", text, Administrator)).Refusal);

        Assert.Equal((text, text), (Read().Title, Reason("odd").Text));
    }

    [Fact]
    public async Task A_reason_can_be_reworded_and_history_keeps_the_words_it_was_made_with()
    {
        var siti = await _store.RegisterAsync("Siti Aminah");
        var suspended = _store.Get<Catalogues>().Of(_store.Tenant).SystemLabel(CustomerStatus.Suspended).Id;
        await _store.Get<ChangeStatus>().RunAsync(new(siti.Id, LabelChoice.Of(suspended), "lost-phone", null, null, null), _store.Actor(Role.Agent));

        Assert.Null((await Settings.RewordReasonAsync("lost-phone", "Phone lost or stolen", Administrator)).Refusal);

        Assert.Equal(new ReasonRow("lost-phone", "Phone lost or stolen", true), Reason("lost-phone"));
        Assert.Equal("Lost mobile phone", _store.Get<ReadTimeline>().Run(siti.Id, Administrator).Value.Events[0].Note);
    }

    [Fact]
    public async Task Rewording_leaves_the_offer_alone_and_taking_off_the_offer_leaves_the_words_alone()
    {
        await Settings.OfferReasonAsync("duplicate", false, Administrator);
        await Settings.RewordReasonAsync("duplicate", "Second account", Administrator);
        Assert.Equal(new ReasonRow("duplicate", "Second account", false), Reason("duplicate"));

        await Settings.OfferReasonAsync("duplicate", true, Administrator);
        Assert.Equal(new ReasonRow("duplicate", "Second account", true), Reason("duplicate"));
    }

    [Fact]
    public async Task The_last_reason_of_a_label_that_takes_no_own_words_stays_on_offer()
    {
        await _store.Get<ManageLabels>().CreateAsync(Label with { OwnWordsAllowed = false, ReasonCodes = ["lost-phone", "duplicate"] }, Administrator);

        Assert.Null((await Settings.OfferReasonAsync("duplicate", false, Administrator)).Refusal);
        var refusal = Assert.IsType<ReasonStillNeeded>((await Settings.OfferReasonAsync("lost-phone", false, Administrator)).Refusal);

        Assert.Equal(["Lost phone"], refusal.Labels);
        Assert.True(Reason("lost-phone").Offered);
        Assert.Null((await Settings.OfferReasonAsync("duplicate", true, Administrator)).Refusal);
        Assert.Null((await Settings.OfferReasonAsync("lost-phone", false, Administrator)).Refusal);
    }

    [Fact]
    public async Task A_code_is_given_once_an_organisation()
    {
        Assert.Contains("taken", (await Settings.AddReasonAsync("lost-phone", "Again", Administrator)).Refusal!.Sentence, StringComparison.Ordinal);
        Assert.Null((await Settings.AddReasonAsync("moved", "Moved abroad", Administrator)).Refusal);
        Assert.Null((await Settings.AddReasonAsync("moved", "Moved away", _store.Actor(Role.Administrator, _store.OtherTenant))).Refusal);
        Assert.Equal("Moved abroad", Reason("moved").Text);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Approver)]
    [InlineData(Role.Supervisor)]
    public async Task Only_administrators_see_and_change_settings(Role role)
    {
        var actor = _store.Actor(role);
        var forbidden = new NotPermitted(Permissions.ManageSettings);

        Assert.Equal(forbidden, (await Settings.RunAsync(Draft() with { Title = "Mine" }, actor)).Refusal);
        Assert.Equal(forbidden, (await Settings.AddReasonAsync("mine", "Mine", actor)).Refusal);
        Assert.Equal(forbidden, (await Settings.RewordReasonAsync("lost-phone", "Mine", actor)).Refusal);
        Assert.Equal(forbidden, (await Settings.OfferReasonAsync("lost-phone", false, actor)).Refusal);
        Assert.Equal(forbidden, _store.Get<ReadSettings>().Run(actor).Refusal);
        Assert.Equal(forbidden, _store.Get<ReadSettings>().Preview(ActivityPeriod.Default, actor).Refusal);
        Assert.Equal(("Kopi House", new ReasonRow("lost-phone", "Lost mobile phone", true)), (Read().Title, Reason("lost-phone")));
    }

    [Fact]
    public async Task One_organisation_s_administrator_changes_nothing_of_another_s()
    {
        var stranger = _store.Actor(Role.Administrator, _store.OtherTenant);
        await Settings.AddReasonAsync("ours", "Ours alone", Administrator);

        Assert.Null((await Settings.RunAsync(Draft() with { Title = "Theirs" }, stranger)).Refusal);
        Assert.IsType<NotFound>((await Settings.RewordReasonAsync("ours", "Theirs", stranger)).Refusal);
        Assert.Null((await Settings.OfferReasonAsync("duplicate", false, stranger)).Refusal);

        Assert.Equal("Kopi House", Read().Title);
        Assert.Equal("Ours alone", Reason("ours").Text);
        Assert.True(Reason("duplicate").Offered);
    }

    [Fact]
    public async Task The_lock_follows_the_organisations_numbers_from_the_next_try_on()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: "012-345 6789");
        var portal = _store.Actor(Role.Administrator);
        Task<Outcome<SignInStanding>> FailAsync() =>
            _store.Get<ReportSignIns>().RunAsync(new SignInReport(new NamedCustomer(siti.Id, null, null, null, null), SignInReportKind.Failed, null, null, null), portal);

        await FailAsync();
        await FailAsync();
        Assert.False((await FailAsync()).Value.IsLocked);
        Assert.Null((await Settings.RunAsync(Draft() with { LockAfterFailures = 3, LockHours = 2 }, Administrator)).Refusal);
        var before = DateTimeOffset.UtcNow;

        var locked = (await FailAsync()).Value;

        Assert.Equal((3, 2), (Read().LockAfterFailures, Read().LockHours));
        Assert.InRange(locked.LockedUntil!.Value, before.AddHours(2).AddSeconds(-1), DateTimeOffset.UtcNow.AddHours(2));
    }

    [Fact]
    public async Task Customers_are_told_in_the_organisations_words_and_emptied_ones_go_back_to_the_usual()
    {
        KeyValuePair<PublicMessage, string?>[] own = [new(PublicMessage.LoginLock, " Too many tries. "), new(PublicMessage.Blocked, "")];
        Assert.Null((await Settings.SayAsync(own, Read().Version, Administrator)).Refusal);

        Assert.Equal("Too many tries.", Read().Messages[PublicMessage.LoginLock]);
        Assert.Equal(PublicMessages.Usual(PublicMessage.Blocked), Read().Messages[PublicMessage.Blocked]);
        Assert.IsType<SettingsChangedMeanwhile>((await Settings.SayAsync(own, Read().Version - 1, Administrator)).Refusal);
        var wrong = await Settings.SayAsync([new(PublicMessage.Blocked, new string('x', 301)), new(PublicMessage.Deleted, "a\0b")], Read().Version, Administrator);
        Assert.Equal(["messages.Blocked", "messages.Deleted"], Assert.IsType<InvalidInput>(wrong.Refusal).Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new NotPermitted(Permissions.ManageSettings), (await Settings.SayAsync(own, Read().Version, _store.Actor(Role.Supervisor))).Refusal);
        var other = _store.Get<ReadSettings>().Run(_store.Actor(Role.Administrator, _store.OtherTenant)).Value;
        Assert.Equal(PublicMessages.Default, other.Messages);

        Assert.Null((await Settings.SayAsync([new(PublicMessage.LoginLock, null)], Read().Version, Administrator)).Refusal);
        Assert.Equal(PublicMessages.Default, Read().Messages);
    }

    [Fact]
    public async Task Another_process_sees_settings_at_once()
    {
        await using var other = _store.Another();
        Assert.Equal("Kopi House", other.Get<ReadSettings>().Run(Administrator).Value.Title);

        await Settings.RunAsync(Draft() with { Title = "Renamed", Region = "SG" }, Administrator);

        Assert.Equal("Renamed", other.Get<ReadSettings>().Run(Administrator).Value.Title);
        var change = (await other.Get<RegisterCustomer>().RunAsync(new(new RawDetails { Name = "Tan", Mobile = "9123 4567" }, null), _store.Actor(Role.Agent))).Value;
        Assert.Equal("+6591234567", change.Customer.MobileKey);
    }

    [Fact]
    public async Task The_preview_counts_who_would_be_inactive_without_the_deleted()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var (name, days) in new[] { ("A", 5), ("B", 40), ("C", 100), ("D", 400), ("E", 400) })
        {
            var details = new RawDetails { Name = name, ExternalId = name, RegisteredAt = now.AddDays(-500), LastActivityAt = now.AddDays(-days) };
            var customer = (await _store.Get<RegisterCustomer>().RunAsync(new(details, null), Administrator)).Value.Customer;
            if (name == "E")
            {
                var deleted = _store.Get<Catalogues>().Of(_store.Tenant).SystemLabel(CustomerStatus.Deleted).Id;
                Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Of(deleted), "duplicate", null, null, null), Administrator)).Refusal);
            }
        }

        Assert.Equal(3, Inactive(new(30, false)));
        Assert.Equal(2, Inactive(new(2, true)));
        Assert.Equal(1, Inactive(new(6, true)));
        Assert.Equal(0, Inactive(new(401, false)));
        Assert.IsType<InvalidInput>(_store.Get<ReadSettings>().Preview(new(0, true), Administrator).Refusal);
        Assert.IsType<InvalidInput>(_store.Get<ReadSettings>().Preview(new(int.MaxValue, false), Administrator).Refusal);
        var other = _store.Get<ReadSettings>().Preview(new(30, false), _store.Actor(Role.Administrator, _store.OtherTenant));
        Assert.Equal(0, other.Value.Inactive);
    }

    private static LabelDraft Label { get; } = new() { Name = "Lost phone", Status = CustomerStatus.Suspended, Colour = "amber", Icon = "lock" };

    private long Inactive(ActivityPeriod period) => _store.Get<ReadSettings>().Preview(period, Administrator).Value.Inactive;

    private SettingsView Read() => _store.Get<ReadSettings>().Run(Administrator).Value;

    private ReasonRow Reason(string code) => Read().Reasons.Single(reason => reason.Code == code);

    private SettingsDraft Draft() => new("Kopi House", "MY", ActivityPeriod.Default, 5, 24, Read().Version);
}
