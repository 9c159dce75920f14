using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ManageLabelsTests : IAsyncLifetime
{
    private static readonly LabelDraft Draft = new()
    {
        Name = "Lost phone",
        Status = CustomerStatus.Suspended,
        Colour = "amber",
        Icon = "phone_locked",
        ReasonCodes = ["lost-phone"],
        PublicMessage = "Your account is on hold.\nCall us.",
    };

    private static readonly string[] BadTexts = [new('x', 10_000_000), new('\u200B', 10_000_000), "a\0b", "a\u001B[31m", "a\uD800"];

    private TestStore _store = null!;

    private ManageLabels Labels => _store.Get<ManageLabels>();

    private Actor Supervisor => _store.Actor(Role.Supervisor);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_created_label_is_read_back_as_it_was_filled_in_and_can_be_chosen_at_once()
    {
        var id = await CreateAsync(Draft);

        var row = Row(id);
        Assert.Equal(new LabelView(id, "Lost phone", CustomerStatus.Suspended, "amber", "phone_locked"), row.Label);
        Assert.Equal(["lost-phone"], row.ReasonCodes);
        Assert.Equal("Your account is on hold.\nCall us.", row.PublicMessage);
        Assert.True(row is { ReasonRequired: true, OwnWordsAllowed: true, IsSystem: false, RetiredAt: null, Version: 1, Carriers: 0 });
        await MoveAsync(await _store.RegisterAsync("Siti Aminah"), id, "lost-phone");
        Assert.Equal(1, Row(id).Carriers);
    }

    [Theory]
    [InlineData("LOST PHONE")]
    [InlineData(" lost\u00A0 phone")]
    [InlineData("suspended")]
    public async Task A_name_that_a_live_label_has_is_refused_in_any_case(string name)
    {
        await CreateAsync(Draft);

        Assert.IsType<DuplicateLabelName>((await Labels.CreateAsync(Draft with { Name = name }, Supervisor)).Refusal);
    }

    [Fact]
    public async Task The_name_of_a_retired_label_and_of_another_organisation_s_is_free()
    {
        var first = await CreateAsync(Draft);
        Assert.Null((await Labels.RetireAsync(first, Supervisor)).Refusal);

        var second = await CreateAsync(Draft);
        Assert.Null((await Labels.CreateAsync(Draft, _store.Actor(Role.Supervisor, _store.OtherTenant))).Refusal);

        Assert.NotEqual(first, second);
        Assert.NotNull(Row(first).RetiredAt);
        Assert.Null(Row(second).RetiredAt);
    }

    [Fact]
    public async Task A_label_keeps_its_own_name_through_an_edit_and_cannot_take_another_s()
    {
        var id = await CreateAsync(Draft);
        await CreateAsync(Draft with { Name = "On holiday" });

        Assert.Null((await Labels.EditAsync(id, Draft with { Name = "LOST phone" }, Supervisor)).Refusal);
        Assert.IsType<DuplicateLabelName>((await Labels.EditAsync(id, Draft with { Name = "on HOLIDAY" }, Supervisor)).Refusal);
        Assert.Equal("LOST phone", Row(id).Label.Name);
    }

    [Fact]
    public async Task Re_mapping_a_label_that_customers_carry_is_refused_with_their_number_and_allowed_when_they_left()
    {
        var id = await CreateAsync(Draft);
        var siti = await _store.RegisterAsync("Siti Aminah");
        await MoveAsync(siti, id, "lost-phone");
        await MoveAsync(await _store.RegisterAsync("Ravi Kumar"), id, "lost-phone");

        var inUse = Assert.IsType<LabelInUse>((await Labels.EditAsync(id, Draft with { Status = CustomerStatus.FraudSuspected }, Supervisor)).Refusal);

        Assert.Equal(2, inUse.Carriers);
        Assert.Equal(CustomerStatus.Suspended, Row(id).Label.Status);
        foreach (var customer in Carriers(id))
        {
            await MoveAsync(customer, SystemLabel(CustomerStatus.Active), "cleared");
        }

        Assert.Null((await Labels.EditAsync(id, Draft with { Status = CustomerStatus.FraudSuspected }, Supervisor)).Refusal);
        Assert.Equal(CustomerStatus.FraudSuspected, Row(id).Label.Status);
    }

    [Fact]
    public async Task A_customer_who_takes_the_label_in_the_same_commit_counts_as_carrying_it()
    {
        await GroupedAsync<CustomerChange, Done>(async () =>
        {
            var id = await CreateAsync(Draft with { Name = Guid.NewGuid().ToString() });
            var customer = await _store.RegisterAsync("Siti Aminah");
            return (
                () => _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Of(id), "lost-phone", null, null, null), _store.Actor(Role.Agent)),
                () => Labels.EditAsync(id, Draft with { Name = Guid.NewGuid().ToString(), Status = CustomerStatus.Blocked }, Supervisor),
                (_, second) => Assert.Equal(1, Assert.IsType<LabelInUse>(second).Carriers));
        });
    }

    [Fact]
    public async Task A_change_that_follows_within_the_same_commit_sees_that_its_label_was_retired()
    {
        await GroupedAsync<Done, CustomerChange>(async () =>
        {
            var id = await CreateAsync(Draft with { Name = Guid.NewGuid().ToString() });
            var customer = await _store.RegisterAsync("Siti Aminah");
            return (
                () => Labels.RetireAsync(id, Supervisor),
                () => _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Of(id), "lost-phone", null, null, null), _store.Actor(Role.Agent)),
                (_, second) => Assert.IsType<LabelRetired>(second));
        });
    }

    [Fact]
    public async Task A_retired_label_stays_with_its_customers_and_in_history_and_nobody_can_choose_it()
    {
        var id = await CreateAsync(Draft);
        var siti = await _store.RegisterAsync("Siti Aminah");
        var ravi = await _store.RegisterAsync("Ravi Kumar");
        await MoveAsync(siti, id, "lost-phone");

        Assert.Null((await Labels.RetireAsync(id, Supervisor)).Refusal);

        var agent = _store.Actor(Role.Agent);
        Assert.Equal("Lost phone", _store.Get<ReadCustomer>().Run(siti.Id, agent).Value.Label.Name);
        Assert.Equal("Lost phone", _store.Get<ReadTimeline>().Run(siti.Id, agent).Value.Events[0].ToLabel);
        Assert.Equal(1, Row(id).Carriers);
        var choices = _store.Get<ReadCustomer>().Options(_store.Get<ReadCustomer>().Run(ravi.Id, agent).Value, agent).Value;
        Assert.DoesNotContain(choices, choice => choice.Label.Id == id);
        Assert.IsType<LabelRetired>((await _store.Get<ChangeStatus>().RunAsync(new(ravi.Id, LabelChoice.Of(id), "lost-phone", null, null, null), agent)).Refusal);
        Assert.IsType<InvalidInput>((await _store.Get<ChangeStatus>().RunAsync(new(ravi.Id, LabelChoice.Named("lost phone"), "lost-phone", null, null, null), agent)).Refusal);
        Assert.IsType<LabelRetired>((await Labels.EditAsync(id, Draft, Supervisor)).Refusal);
        await MoveAsync(siti, SystemLabel(CustomerStatus.Active), "cleared");
        Assert.Equal(0, Row(id).Carriers);
    }

    [Fact]
    public async Task Retiring_twice_is_once_and_tells_nothing_new()
    {
        var id = await CreateAsync(Draft);
        await Labels.RetireAsync(id, Supervisor);
        var (retired, version) = (Row(id).RetiredAt, Row(id).Version);

        Assert.Null((await Labels.RetireAsync(id, Supervisor)).Refusal);

        Assert.Equal((retired, version), (Row(id).RetiredAt, Row(id).Version));
    }

    [Fact]
    public async Task A_status_s_own_label_can_be_renamed_but_neither_retired_nor_mapped_elsewhere()
    {
        var id = SystemLabel(CustomerStatus.Suspended);
        var draft = Draft with { Name = "On hold" };

        Assert.IsType<SystemLabelFixed>((await Labels.RetireAsync(id, Supervisor)).Refusal);
        Assert.IsType<SystemLabelFixed>((await Labels.EditAsync(id, draft with { Status = CustomerStatus.Active }, Supervisor)).Refusal);
        Assert.Null((await Labels.EditAsync(id, draft, Supervisor)).Refusal);
        Assert.Equal(("On hold", true), (Row(id).Label.Name, Row(id).IsSystem));
    }

    [Fact]
    public async Task The_second_of_two_who_opened_the_same_label_is_refused_and_the_first_one_s_words_stay()
    {
        var id = await CreateAsync(Draft);
        var (one, other) = (Row(id).ToDraft(), Row(id).ToDraft());

        Assert.Null((await Labels.EditAsync(id, one with { Colour = "red" }, Supervisor)).Refusal);
        Assert.IsType<LabelChangedMeanwhile>((await Labels.EditAsync(id, other with { Colour = "teal" }, Supervisor)).Refusal);

        Assert.Equal(("red", 2), (Row(id).Label.Colour, Row(id).Version));
        Assert.Null((await Labels.EditAsync(id, Row(id).ToDraft() with { Colour = "teal" }, Supervisor)).Refusal);
    }

    [Fact]
    public async Task Of_many_who_save_the_same_label_at_once_exactly_one_wins()
    {
        var id = await CreateAsync(Draft);
        var draft = Row(id).ToDraft();

        var outcomes = await Task.WhenAll(LabelLooks.Colours.Select(colour => Task.Run(() => Labels.EditAsync(id, draft with { Colour = colour }, Supervisor))));

        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        Assert.All(outcomes.Where(outcome => outcome.Refusal is not null), outcome => Assert.IsType<LabelChangedMeanwhile>(outcome.Refusal));
    }

    [Fact]
    public async Task Of_many_who_create_the_same_name_at_once_exactly_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => Labels.CreateAsync(Draft with { Name = n % 2 == 0 ? "Straße" : "STRAßE" }, Supervisor))));

        Assert.Single(outcomes, outcome => outcome.Refusal is null);
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Agent, false)]
    [InlineData(Role.Approver, false)]
    [InlineData(Role.Supervisor, true)]
    [InlineData(Role.Administrator, true)]
    public async Task Only_supervisors_and_administrators_manage_labels(Role role, bool may)
    {
        var id = await CreateAsync(Draft);
        var actor = _store.Actor(role);

        var refusals = new[]
        {
            (await Labels.CreateAsync(Draft with { Name = "Another" }, actor)).Refusal,
            (await Labels.EditAsync(id, Draft with { Name = "Renamed" }, actor)).Refusal,
            (await Labels.RetireAsync(id, actor)).Refusal,
        };

        Assert.All(refusals, refusal => Assert.Equal(may ? null : new NotPermitted(Permissions.ManageLabels), refusal));
        Assert.Equal(may ? "Renamed" : "Lost phone", Row(id).Label.Name);
        Assert.Equal(may, Row(id).RetiredAt is not null);
        Assert.Null(_store.Get<ReadLabels>().Run(actor).Refusal);
    }

    [Fact]
    public async Task Labels_of_another_organisation_are_not_found_and_not_listed()
    {
        var id = await CreateAsync(Draft);
        var stranger = _store.Actor(Role.Administrator, _store.OtherTenant);

        Assert.IsType<NotFound>((await Labels.EditAsync(id, Draft, stranger)).Refusal);
        Assert.IsType<NotFound>((await Labels.RetireAsync(id, stranger)).Refusal);
        Assert.IsType<NotFound>((await Labels.RetireAsync(new LabelId(int.MaxValue), Supervisor)).Refusal);
        Assert.IsType<NotFound>((await Labels.EditAsync(new LabelId(-1), Draft, Supervisor)).Refusal);
        Assert.DoesNotContain(_store.Get<ReadLabels>().Run(stranger).Value.Labels, row => row.Label.Id == id);
        Assert.IsType<NotPermitted>(_store.Get<ReadLabels>().Run(Supervisor with { Permissions = Permissions.None }).Refusal);
    }

    [Theory]
    [InlineData("'; DROP TABLE labels; --")]
    [InlineData("<script>alert('x')</script>")]
    [InlineData("👩‍👩‍👧 ⭐️ VIP")]
    [InlineData("מושעה זמנית")]
    [InlineData("%_\\\"{0}@tenant")]
    public async Task Any_visible_text_is_kept_to_the_letter(string text)
    {
        var id = await CreateAsync(Draft with { Name = text, PublicMessage = text });

        Assert.Equal((text, text), (Row(id).Label.Name, Row(id).PublicMessage));
        await MoveAsync(await _store.RegisterAsync("Siti Aminah"), id, "lost-phone");
    }

    [Fact]
    public async Task Text_that_is_too_long_or_cannot_be_shown_is_refused_at_its_field()
    {
        var before = _store.Get<ReadLabels>().Run(Supervisor).Value.Labels.Count;
        foreach (var text in BadTexts)
        {
            var refusal = (await Labels.CreateAsync(Draft with { Name = text, PublicMessage = text, Colour = text, Icon = text, ReasonCodes = [text] }, Supervisor)).Refusal;

            var invalid = Assert.IsType<InvalidInput>(refusal);
            Assert.Equal(["colour", "icon", "name", "publicMessage", "reasonCodes"], invalid.Fields.Keys.Order(StringComparer.Ordinal));
            Assert.True(invalid.Sentence.Length < 1000);
        }

        Assert.Equal(before, _store.Get<ReadLabels>().Run(Supervisor).Value.Labels.Count);
    }

    [Fact]
    public async Task Looking_a_label_up_by_a_broken_or_huge_name_finds_nothing_and_throws_nothing()
    {
        var catalogue = _store.Get<Catalogues>().Of(_store.Tenant);

        foreach (var name in BadTexts.Append(null).Append(""))
        {
            Assert.Null(catalogue.LabelNamed(name));
        }

        await CreateAsync(Draft);
        Assert.Equal("Lost phone", _store.Get<Catalogues>().Of(_store.Tenant).LabelNamed(" LOST \u200Bphone")!.Name);
    }

    [Fact]
    public async Task Readers_and_commands_of_another_process_see_an_edit_at_once_and_windows_hear_of_it()
    {
        var id = await CreateAsync(Draft);
        var customer = await _store.RegisterAsync("Siti Aminah");
        await using var other = _store.Another();
        Assert.Equal("Lost phone", other.Get<ReadLabels>().Run(Supervisor).Value.Labels.Single(row => row.Label.Id == id).Label.Name);
        Assert.Equal("amber", other.Get<Catalogues>().Of(_store.Tenant).Label(id)!.Colour);
        Assert.Null((await other.Get<RegisterCustomer>().RunAsync(new(new RawDetails { Name = "Ravi", ExternalId = "r1" }, null), _store.Actor(Role.Agent))).Refusal);
        var heard = new TaskCompletionSource();
        using var subscription = other.Get<Feed>().Subscribe(_store.Tenant, notice =>
        {
            if (notice.Catalogue)
            {
                heard.TrySetResult();
            }
        });

        await Labels.EditAsync(id, Draft with { Name = "Phone gone", Colour = "red" }, Supervisor);

        Assert.Equal("Phone gone", other.Get<ReadLabels>().Run(Supervisor).Value.Labels.Single(row => row.Label.Id == id).Label.Name);
        Assert.Equal("red", other.Get<Catalogues>().Of(_store.Tenant).Label(id)!.Colour);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Labels.RetireAsync(id, Supervisor);
        var late = await other.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Of(id), "lost-phone", null, null, null), _store.Actor(Role.Agent));
        Assert.Equal(new LabelRetired("Phone gone"), late.Refusal);
    }

    [Fact]
    public async Task The_page_s_list_goes_by_status_with_the_status_s_own_label_first()
    {
        await CreateAsync(Draft with { Name = "Aaa" });

        var rows = _store.Get<ReadLabels>().Run(Supervisor).Value.Labels;

        Assert.Equal(rows.Select(row => row.Label.Status).Order(), rows.Select(row => row.Label.Status));
        Assert.Equal(["Suspended", "Aaa"], rows.Where(row => row.Label.Status == CustomerStatus.Suspended).Select(row => row.Label.Name));
    }

    private async Task<LabelId> CreateAsync(LabelDraft draft) => (await Labels.CreateAsync(draft, Supervisor)).Value;

    private LabelRow Row(LabelId id) => _store.Get<ReadLabels>().Run(Supervisor).Value.Labels.Single(row => row.Label.Id == id);

    private LabelId SystemLabel(CustomerStatus status) => _store.Get<Catalogues>().Of(_store.Tenant).SystemLabel(status).Id;

    private async Task MoveAsync(Customer customer, LabelId label, string reason) =>
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Of(label), reason, null, null, null), _store.Actor(Role.Agent))).Refusal);

    private List<Customer> Carriers(LabelId label)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Customers.Where(customer => customer.LabelId == label)];
    }

    // Holds the writer up, lets two commands queue and lets go: they then run in one commit, unless the machine was too slow; so several rounds.
    private async Task GroupedAsync<T1, T2>(Func<Task<(Func<Task<Outcome<T1>>> First, Func<Task<Outcome<T2>>> Second, Action<T1, Refusal?> Check)>> prepare)
    {
        var (writer, grouped, commits) = (_store.Get<Writer>(), 0, 0);
        writer.Committed += () => Interlocked.Increment(ref commits);
        for (var round = 0; round < 10; round++)
        {
            var (first, second, check) = await prepare();
            using var turn = new ManualResetEventSlim();
            var holdUp = writer.RunAsync<Done>(_store.Tenant, _ =>
            {
                turn.Wait();
                return new Done();
            });
            Volatile.Write(ref commits, 0);
            var (one, two) = (first(), second());
            turn.Set();
            await holdUp;
            check((await one).Value, (await two).Refusal);
            grouped += Volatile.Read(ref commits) == 1 ? 1 : 0;
        }

        Assert.True(grouped > 0, "No round brought both commands into one commit.");
    }
}
