using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Operations;

public sealed class ChangeStatusTests : IAsyncLifetime
{
    private TestStore _store = null!;
    private Customer _siti = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_change_moves_the_customer_leaves_an_event_and_counts_along()
    {
        var change = (await ChangeAsync("Suspended", "lost-phone", "on the bus")).Value;

        Assert.Equal((CustomerStatus.Suspended, 2L), (change.Customer.Status, change.Customer.Version));
        var view = _store.Get<ReadCustomer>().Run(_siti.Id, Agent).Value;
        Assert.Equal((CustomerStatus.Suspended, "Agent of the test", "Lost mobile phone: on the bus"), (view.Status, view.StatusUpdatedBy, view.StatusReason));
        var events = _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events;
        Assert.Equal([EventKind.StatusChanged, EventKind.Registered], events.Select(e => e.Kind));
        Assert.Equal(("Active", "Suspended", "lost-phone"), (events[0].FromLabel, events[0].ToLabel, events[0].ReasonCode));
        Assert.Equal((0L, 1L), (Counted(CustomerStatus.Active), Counted(CustomerStatus.Suspended)));
    }

    [Fact]
    public async Task Unblocking_goes_the_same_road_and_gives_everything_back()
    {
        await ChangeAsync("Blocked", "terms-breached");
        var back = (await ChangeAsync("Active", "cleared")).Value;

        Assert.Equal(CustomerStatus.Active, back.Customer.Status);
        Assert.Equal(3, back.Event.Sequence);
        Assert.Equal("012-345 6789", back.Customer.Mobile);
    }

    [Fact]
    public async Task Starting_a_block_takes_a_permission_of_its_own_and_lifting_one_does_not()
    {
        var clerk = Agent with { Permissions = Agent.Permissions & ~Permissions.StartBlock };
        var log = new ListLogger();
        var change = new ChangeStatus(new Gate(log.Of<Gate>()), _store.Get<MemberCare.Core.Store.Writer>());
        var before = Everything();

        Assert.Equal(new NotPermitted(Permissions.StartBlock), (await change.RunAsync(Request("Blocked", "terms-breached"), clerk)).Refusal);
        Assert.Equal(before, Everything());
        Assert.Contains("StartBlock", Assert.Single(log.Lines));

        Assert.Null((await ChangeAsync("Blocked", "terms-breached")).Refusal);
        Assert.Equal(CustomerStatus.Active, (await change.RunAsync(Request("Active", "cleared"), clerk)).Value.Customer.Status);
        Assert.Null((await change.RunAsync(Request("Suspended", "lost-phone"), clerk)).Refusal);
    }

    [Fact]
    public void Whoever_helps_callers_may_block_and_who_only_looks_or_decides_may_not()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            Assert.Equal(role is Role.Agent or Role.Supervisor or Role.Administrator, _store.Actor(role).May(Permissions.StartBlock));
        }

        Assert.Equal(Permissions.StartBlock, Grants.OfScopes(["status:block"]));
        Assert.False(Grants.OfScopes(["status:write"]).HasFlag(Permissions.StartBlock));
    }

    [Theory]
    [InlineData("FraudConfirmed", "lost-phone", typeof(InvalidInput))]
    [InlineData("Fraud confirmed", "lost-phone", typeof(TransitionForbidden))]
    [InlineData("Suspended", null, typeof(ReasonMissing))]
    [InlineData("Suspended", "no-such-reason", typeof(ReasonNotOffered))]
    [InlineData("No such label", "lost-phone", typeof(InvalidInput))]
    [InlineData("Active", "lost-phone", typeof(NothingToChange))]
    [InlineData("", "lost-phone", typeof(InvalidInput))]
    public async Task A_refused_change_leaves_no_trace(string label, string? reason, Type refusal)
    {
        var before = Everything();

        Assert.IsType(refusal, (await ChangeAsync(label, reason)).Refusal);

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_deleted_customer_is_never_reactivated()
    {
        await ChangeAsync("Deleted", "customer-request");
        var before = Everything();

        foreach (var status in StatusWords.All)
        {
            Assert.IsType<TransitionForbidden>((await ChangeAsync(status.Title(), "cleared")).Refusal);
        }

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_stale_change_is_refused_and_names_who_was_faster()
    {
        await ChangeAsync("Suspended", "lost-phone");
        var refused = Assert.IsType<StaleVersion>((await ChangeAsync("Fraud suspected", "unusual-activity", version: 1)).Refusal);

        Assert.Equal((1L, 2L, "Suspended", "Agent of the test"), (refused.Seen, refused.Current, refused.Label, refused.By));
    }

    [Fact]
    public async Task Of_many_who_saw_the_same_version_exactly_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => ChangeAsync(i % 2 == 0 ? "Suspended" : "Blocked", "unusual-activity", version: 1)));

        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        Assert.All(outcomes.Where(outcome => outcome.Refusal is not null), outcome => Assert.IsType<StaleVersion>(outcome.Refusal));
        Assert.Equal(2, _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events.Count);
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_change_and_answers_the_same()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ChangeAsync("Suspended", "lost-phone", version: 1, key: "k-1")));

        Assert.All(outcomes, outcome => Assert.Equal(outcomes[0].Value.Event.Hash, outcome.Value.Event.Hash));
        Assert.Equal(2, _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events.Count);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        await ChangeAsync("Suspended", "lost-phone", key: "k-1");
        Assert.IsType<IdempotencyKeyReused>((await ChangeAsync("Active", "cleared", key: "k-1")).Refusal);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        Assert.NotNull((await ChangeAsync("Suspended", null, key: "k-1")).Refusal);
        Assert.Null((await ChangeAsync("Suspended", "lost-phone", key: "k-1")).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("ключ")]
    public async Task A_key_that_is_no_key_is_refused(string key) =>
        Assert.IsType<InvalidInput>((await ChangeAsync("Suspended", "lost-phone", key: key)).Refusal);

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Approver)]
    public async Task A_forged_request_of_someone_without_the_right_is_refused_and_logged(Role role)
    {
        using var log = new ListLogger();
        var command = new ChangeStatus(new Gate(log.Of<Gate>()), _store.Get<MemberCare.Core.Store.Writer>());
        var before = Everything();

        var outcome = await command.RunAsync(Request("Suspended", "lost-phone"), _store.Actor(role));

        Assert.IsType<NotPermitted>(outcome.Refusal);
        Assert.Equal(before, Everything());
        var line = Assert.Single(log.Lines);
        Assert.Contains("ChangeStatus", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Siti", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_organisations_customer_is_not_there()
    {
        var stranger = _store.Actor(Role.Administrator, _store.OtherTenant);
        Assert.IsType<NotFound>((await _store.Get<ChangeStatus>().RunAsync(Request("Suspended", "lost-phone"), stranger)).Refusal);
        Assert.IsType<NotFound>(_store.Get<ReadCustomer>().Run(_siti.Id, stranger).Refusal);
        Assert.IsType<NotFound>(_store.Get<ReadTimeline>().Run(_siti.Id, stranger).Refusal);
        Assert.IsType<NotFound>((await _store.Get<RevealContact>().RunAsync(_siti.Id, stranger)).Refusal);
    }

    [Fact]
    public async Task Another_organisations_label_cannot_be_chosen()
    {
        var foreign = _store.Get<MemberCare.Core.Store.Catalogues>().Of(_store.OtherTenant).SystemLabel(CustomerStatus.Suspended).Id;
        var request = Request("", "lost-phone") with { Label = LabelChoice.Of(foreign) };
        Assert.IsType<InvalidInput>((await _store.Get<ChangeStatus>().RunAsync(request, Agent)).Refusal);
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Any_text_in_a_note_is_kept_as_it_is_or_refused(string text, bool kept)
    {
        var outcome = await ChangeAsync("Suspended", null, text);
        if (kept)
        {
            Assert.Equal(text.Trim(), outcome.Value.Event.Note);
            Assert.Equal(text.Trim(), _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events[0].Note);
        }
        else
        {
            Assert.IsType<InvalidInput>(outcome.Refusal);
        }
    }

    [Fact]
    public async Task Half_a_character_in_a_note_is_refused() =>
        Assert.IsType<InvalidInput>((await ChangeAsync("Suspended", null, "broken \uD800 character")).Refusal);

    public static TheoryData<string, bool> AwkwardTexts() => new()
    {
        { "'; DROP TABLE customers; --", true },
        { "<script>alert(1)</script>", true },
        { "😀👩‍👩‍👧‍👦", true },
        { "فقدت هاتفها", true },
        { "two\nlines", true },
        { "bell\u0007", false },
        { new string('x', 10_000_000), false },
    };

    [Fact]
    public async Task Looking_at_contact_details_leaves_an_event_and_no_new_version()
    {
        var contact = (await _store.Get<RevealContact>().RunAsync(_siti.Id, Agent)).Value;

        Assert.Equal("012-345 6789", contact.Mobile);
        Assert.Equal(EventKind.ContactRevealed, _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events[0].Kind);
        Assert.Null((await ChangeAsync("Suspended", "lost-phone", version: 1)).Refusal);
        Assert.IsType<NotPermitted>((await _store.Get<RevealContact>().RunAsync(_siti.Id, _store.Actor(Role.Viewer))).Refusal);
    }

    [Fact]
    public async Task The_choices_offered_are_the_changes_that_the_command_makes()
    {
        foreach (var status in new[] { "Active", "Fraud suspected", "Fraud confirmed" })
        {
            if (status != "Active")
            {
                Assert.Null((await ChangeAsync(status, "unusual-activity")).Refusal);
            }

            var customer = _store.Get<ReadCustomer>().Run(_siti.Id, Agent).Value;
            foreach (var actor in new[] { Agent, Agent with { Permissions = Agent.Permissions & ~Permissions.StartBlock } })
            {
                foreach (var option in _store.Get<ReadCustomer>().Options(customer, actor).Value.Where(option => option.WhyNot is not null))
                {
                    var request = Request("", "lost-phone") with { Label = LabelChoice.Of(option.Label.Id) };
                    Assert.Equal(option.WhyNot, (await _store.Get<ChangeStatus>().RunAsync(request, actor)).Refusal);
                }
            }
        }
    }

    private Actor Agent => _store.Actor(Role.Agent);

    private ChangeStatusRequest Request(string label, string? reason, string? note = null, long? version = null, string? key = null) =>
        new(_siti.Id, LabelChoice.Named(label), reason, note, version, key);

    private Task<Outcome<CustomerChange>> ChangeAsync(string label, string? reason, string? note = null, long? version = null, string? key = null) =>
        _store.Get<ChangeStatus>().RunAsync(Request(label, reason, note, version, key), Agent);

    private long Counted(CustomerStatus status)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var label = _store.Get<MemberCare.Core.Store.Catalogues>().Of(_store.Tenant).SystemLabel(status).Id;
        return scope.Db.LabelCounts.Where(count => count.LabelId == label).Select(count => count.Customers).SingleOrDefault();
    }

    private string Everything() => StoreDump.Of(_store);
}

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLogger : ILoggerProvider
{
    public List<string> Lines { get; } = [];

    public ILogger<T> Of<T>() => new Typed<T>(this);

    public ILogger CreateLogger(string categoryName) => new Typed<ListLogger>(this);

    public void Dispose()
    {
    }

    private sealed class Typed<T>(ListLogger list) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            list.Lines.Add(formatter(state, exception));
    }
}
