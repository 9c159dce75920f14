using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Who may be written to by a campaign.</summary>
public sealed class DrawAudienceTests : IAsyncLifetime
{
    private readonly SetTime _time = new(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
    private TestStore _store = null!;
    private Customer _siti = null!, _lim = null!, _mei = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@mail.my", "crm-1", "8844 1");
        _lim = await _store.RegisterAsync("Lim", "012-888 7777", "lim@mail.my");
        _mei = await _store.RegisterAsync("Tan Mei Ling", "012-999 1111");
        _time.Now += TimeSpan.FromHours(1);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Those_who_may_be_contacted_come_back_as_they_came_and_the_rest_is_counted_by_reason()
    {
        await MoveAsync("Blocked", _lim);
        await SilenceAsync(_mei);
        await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("011-2222 3333", IdentifierKind.Mobile), _store.Actor(Role.Supervisor));

        var (lines, summary) = await DrawAsync(
            $$"""{"id":"{{_siti.Id}}","ref":7}""",
            $$"""  {"ref":"x", "mobile":"+60 12-345 6789"}  """,
            """{"email":"SITI@mail.my"}""",
            """{"externalId":"CRM-1"}""",
            """{"cardNumber":"88441"}""",
            "",
            $$"""{"customerId":"{{_lim.Id}}"}""",
            """{"email":"lim@mail.my"}""",
            """{"mobile":"012 999 1111"}""",
            """{"mobile":"+601122223333"}""",
            """{"mobile":"011 5555 6666"}""",
            $$"""{"id":"{{Guid.NewGuid()}}"}""",
            $$"""{"id":"{{_siti.Id}}"}""",
            "{\"id\":",
            "[]",
            "{}",
            """{"id":"17"}""",
            """{"mobile":"0123456789","email":"siti@mail.my"}""",
            """{"phone":"0123456789"}""");

        Assert.Equal(
            [$$"""{"id":"{{_siti.Id}}","ref":7}""", """  {"ref":"x", "mobile":"+60 12-345 6789"}  """, """{"email":"SITI@mail.my"}""", """{"externalId":"CRM-1"}""", """{"cardNumber":"88441"}"""],
            lines);
        Assert.Equal((18, 5, 2, 1, 6), (summary.Lines, summary.Contactable, summary.Unknown, summary.Duplicates, summary.Malformed));
        Assert.Equal(
            [(DecidingLayer.Status, CustomerStatus.Blocked, 2L), (DecidingLayer.DoNotContact, null, 1), (DecidingLayer.BlockList, null, 1)],
            summary.Refused.Select(refusal => (refusal.Layer, refusal.Status, refusal.Count)));
        Assert.Equal([13L, 14, 15, 16, 17, 18], summary.Faults.Select(fault => fault.Line));
        Assert.Equal(summary.Lines, summary.Contactable + summary.Refused.Sum(refusal => refusal.Count) + summary.Unknown + summary.Duplicates + summary.Malformed);
    }

    [Fact]
    public async Task A_campaign_under_way_keeps_its_list_and_the_next_one_leaves_the_blocked_out()
    {
        string[] everybody = [Id(_siti), Id(_lim), """{"mobile":"012-999 1111"}"""];
        Assert.Equal(3, (await DrawAsync(everybody, "Summer 26")).Lines.Count);
        _time.Now += TimeSpan.FromHours(1);
        await MoveAsync("Blocked", _siti);
        await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("012-999 1111", IdentifierKind.Mobile), _store.Actor(Role.Supervisor));
        _time.Now += TimeSpan.FromHours(1);

        var (again, summary) = await DrawAsync(everybody, "summer 26");
        var (next, refused) = await DrawAsync(everybody, "Winter 26");

        Assert.Equal(everybody, again);
        Assert.Equal(_time.Now.AddHours(-2), summary.DecidedAt);
        Assert.Equal([Id(_lim)], next);
        Assert.Equal([DecidingLayer.Status, DecidingLayer.BlockList], refused.Refused.Select(refusal => refusal.Layer));

        // And the other way round: who was blocked when it began is not in it, though free since.
        _time.Now += TimeSpan.FromHours(1);
        await MoveAsync("Active", _siti);
        _time.Now += TimeSpan.FromHours(1);
        Assert.Equal([Id(_lim)], (await DrawAsync(everybody, "Winter 26")).Lines);
        Assert.Equal([Id(_siti), Id(_lim)], (await DrawAsync(everybody, "Spring 27")).Lines);
    }

    [Fact]
    public async Task Who_wants_no_messages_or_is_deleted_leaves_a_campaign_under_way_at_once()
    {
        string[] everybody = [Id(_siti), Id(_lim), Id(_mei)];
        await DrawAsync(everybody, "Summer 26");
        _time.Now += TimeSpan.FromHours(1);
        await SilenceAsync(_siti);
        await MoveAsync("Deleted", _lim);

        var (lines, summary) = await DrawAsync(everybody, "Summer 26");

        Assert.Equal([Id(_mei)], lines);
        Assert.Equal([DecidingLayer.Status, DecidingLayer.DoNotContact], summary.Refused.Select(refusal => refusal.Layer));
    }

    [Fact]
    public async Task Who_joined_after_a_campaign_began_is_not_in_it()
    {
        await DrawAsync([], "Summer 26");
        _time.Now += TimeSpan.FromHours(1);
        var late = await _store.RegisterAsync("Late", "012-111 2222");

        Assert.Equal(1, (await DrawAsync([Id(late)], "Summer 26")).Summary.JoinedLater);
        Assert.Equal([Id(late)], (await DrawAsync([Id(late)], "Summer 26b")).Lines);
    }

    [Fact]
    public async Task A_campaign_is_its_organisations_own_and_over_after_thirty_days()
    {
        await DrawAsync([Id(_siti)], "Summer 26");
        _time.Now += TimeSpan.FromDays(29);
        var (foreign, summary) = await DrawAsync([Id(_siti)], "Summer 26", tenant: _store.OtherTenant);
        Assert.Equal((0, 1L, _time.Now), (foreign.Count, summary.Unknown, summary.DecidedAt));

        _time.Now += TimeSpan.FromDays(2);
        Assert.IsType<CampaignOver>((await _store.Get<DrawAudience>().BeginAsync(new AudienceWish("SUMMER 26", false), Sender())).Refusal);
        Assert.IsType<NotPermitted>((await _store.Get<DrawAudience>().BeginAsync(new AudienceWish(null, false), Sender() with { Permissions = Permissions.ViewCustomers })).Refusal);
    }

    [Fact]
    public async Task Of_several_who_share_a_number_the_strictest_counts()
    {
        var junior = await _store.RegisterAsync("Siti Junior", "012-345 6789");
        Assert.Single((await DrawAsync("""{"mobile":"0123456789"}""")).Lines);

        await SilenceAsync(junior);
        var (lines, summary) = await DrawAsync("""{"mobile":"0123456789"}""", Id(_siti));
        Assert.Equal([Id(_siti)], lines);
        Assert.Equal(DecidingLayer.DoNotContact, Assert.Single(summary.Refused).Layer);
    }

    [Fact]
    public async Task Unknown_identifiers_are_kept_where_the_sender_says_so_and_unknown_ids_never()
    {
        await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("no@mail.my", IdentifierKind.Email), _store.Actor(Role.Supervisor));
        var (lines, summary) = await DrawAsync(["""{"email":"new@mail.my"}""", """{"email":"No@mail.my"}""", $$"""{"id":"{{Guid.NewGuid()}}"}"""], null, keep: true);
        Assert.Equal(["""{"email":"new@mail.my"}"""], lines);
        Assert.Equal((2L, DecidingLayer.BlockList), (summary.Unknown, Assert.Single(summary.Refused).Layer));
    }

    [Fact]
    public async Task Lines_of_any_length_and_lists_longer_than_a_stretch_are_read_to_their_end()
    {
        var random = new Random(3);
        var text = new StringBuilder();
        var expected = new List<string>();
        for (var i = 0; i < 60_000; i++)
        {
            var line = i == 30_000 ? "{\"ref\":\"" + new string('x', 3 << 20) + "\"}" : i == 40_000 ? "{\"ref\":\"" + new string('y', 5000) + "\"}" : $$"""{"mobile":"012-345 6789","ref":"{{new string('r', random.Next(40))}}"}""";
            if (i == 7)
            {
                line = Id(_lim);
            }

            text.Append(line).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        }

        text.Append(Id(_mei));
        expected.AddRange([text.ToString().Split('\n')[0].TrimEnd('\r'), Id(_lim), Id(_mei)]);

        var (lines, summary) = await DrawTextAsync(text.ToString(), new AudienceWish(null, false), Sender());

        Assert.Equal(expected, lines);
        Assert.Equal((60_001, 3, 2, 59_996), (summary.Lines, summary.Contactable, summary.Malformed, summary.Duplicates));
    }

    [Fact]
    public async Task The_fast_road_says_what_the_decision_says()
    {
        var random = new Random(11);
        string[] labels = ["Suspended", "Blocked", "Internal", "Fraud suspected", "Deleted"];
        var customers = new List<Customer>();
        for (var i = 0; i < 60; i++)
        {
            customers.Add(await _store.RegisterAsync($"Customer {i}", $"012-55{i:00} 1{i % 30:00}", $"c{i % 40}@mail.my"));
        }

        // Once all are there: nobody registers with what a blocked customer has or what is on the list.
        foreach (var customer in customers)
        {
            if (random.Next(3) == 0)
            {
                await SilenceAsync(customer);
            }

            if (random.Next(3) == 0)
            {
                await MoveAsync(labels[random.Next(labels.Length)], customer);
            }
        }

        foreach (var customer in customers.Where(_ => random.Next(8) == 0))
        {
            await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest(customer.Email, IdentifierKind.Email), _store.Actor(Role.Supervisor));
        }

        _time.Now += TimeSpan.FromMinutes(1);
        var sender = Sender();
        var ask = _store.Get<MemberCare.Core.Queries.AskDecision>();
        var asked = customers.Select(customer => (Line: Id(customer), Question: new MemberCare.Core.Queries.DecisionQuestion { Customer = customer.Id, Action = CustomerAction.ReceiveMarketing }))
            .Concat(customers.Select(customer => (Line: new JsonObject { ["email"] = customer.Email }.ToJsonString(), Question: new MemberCare.Core.Queries.DecisionQuestion { Email = customer.Email, Action = CustomerAction.ReceiveMarketing })))
            .DistinctBy(pair => pair.Line).ToList();

        var (lines, _) = await DrawAsync([.. asked.Select(pair => pair.Line)], null);

        Assert.Equal(asked.Where(pair => ask.Run(pair.Question, sender).Value.Decision.IsAllowed).Select(pair => pair.Line), lines);
        Assert.True(lines.Count is > 20 and < 90);
    }

    [Fact]
    public async Task However_a_line_is_spelt_it_means_the_same_and_a_long_list_keeps_its_order()
    {
        var random = new Random(5);
        var customers = new List<(Customer Customer, bool MayBeWritten)>();
        for (var i = 0; i < 200; i++)
        {
            var customer = await _store.RegisterAsync($"Customer {i}", $"012-66{i / 100:00} {i:0000}", $"d{i}@mail.my", $"D-{i}");
            customers.Add((customer, random.Next(3) > 0));
        }

        await Task.WhenAll(customers.Where(pair => !pair.MayBeWritten).Select(pair => random.Next(2) == 0 ? SilenceAsync(pair.Customer) : MoveAsync("Blocked", pair.Customer)));
        _time.Now += TimeSpan.FromMinutes(1);

        var (text, expected, seen, refused) = (new StringBuilder(), new List<string>(), new HashSet<string>(), 0);
        for (var i = 0; i < 40_000; i++)
        {
            var line = $$"""{"externalId":"stranger {{i}}"}""";
            if (random.Next(50) == 0)
            {
                var (customer, mayBeWritten) = customers[random.Next(customers.Count)];
                (line, var meant) = Spelling(customer, random);
                if (seen.Add(meant))
                {
                    expected.AddRange(mayBeWritten ? [line] : []);
                    refused += mayBeWritten ? 0 : 1;
                }
            }
            else
            {
                expected.Add(line);
            }

            text.Append(line).Append(random.Next(4) == 0 ? "\r\n" : "\n");
        }

        var (lines, summary) = await DrawTextAsync(text.ToString(), new AudienceWish(null, KeepUnknown: true), Sender());

        Assert.True(text.Length > 1 << 20);
        Assert.Equal(expected, lines);
        Assert.Equal((40_000, expected.Count, refused, 0), (summary.Lines, summary.Contactable, summary.Refused.Sum(refusal => refusal.Count), summary.Malformed));
    }

    // A line that means a customer, and what it is compared by.
    private static (string Line, string Meant) Spelling(Customer customer, Random random)
    {
        var id = customer.Id.ToString();
        return random.Next(9) switch
        {
            0 => ($$"""{"id":"{{id}}"}""", id),
            1 => ($$"""{"id":"{{id.ToUpperInvariant()}}"}""", id),
            2 => ($$"""{"customerId":"{{id}}"}""", id),
            3 => ($$"""  { "id" : "{{id}}" }""", id),
            4 => ($$"""{"ref":{{random.Next(100)}},"id":"{{id}}"}""", id),
            5 => ($$"""{"id":"\u{{(int)id[0]:x4}}{{id[1..]}}"}""", id),
            6 => ($$"""{"email":" {{customer.Email!.ToUpperInvariant()}}"}""", customer.Email),
            7 => ($$"""{"mobile":"{{customer.Mobile}}"}""", customer.MobileKey!),
            _ => ($$"""{"externalId":"{{customer.ExternalId!.ToLowerInvariant()}}","ref":"x"}""", customer.ExternalId),
        };
    }

    private static string Id(Customer customer) => $$"""{"id":"{{customer.Id}}"}""";

    private Actor Sender(TenantId? tenant = null) => new(ActorKind.ApiClient, "key-sender", "sender", tenant ?? _store.Tenant, Permissions.AskDecisions, Channel.Api);

    private Task<(List<string> Lines, AudienceSummary Summary)> DrawAsync(params string[] lines) => DrawAsync(lines, null);

    private Task<(List<string> Lines, AudienceSummary Summary)> DrawAsync(string[] lines, string? campaign, bool keep = false, TenantId? tenant = null) =>
        DrawTextAsync(string.Join('\n', lines), new AudienceWish(campaign, keep), Sender(tenant));

    private async Task<(List<string> Lines, AudienceSummary Summary)> DrawTextAsync(string text, AudienceWish wish, Actor actor)
    {
        using var drawing = (await _store.Get<DrawAudience>().BeginAsync(wish, actor)).Value;
        using var output = new MemoryStream();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var summary = await drawing.RunAsync(input, output);
        return ([.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)], summary);
    }

    private async Task MoveAsync(string label, Customer customer) => Assert.Null((await _store.Get<ChangeStatus>().RunAsync(
        new ChangeStatusRequest(customer.Id, LabelChoice.Named(label), null, "As the test wants it", null, null), _store.Actor(Role.Agent))).Refusal);

    private async Task SilenceAsync(Customer customer) =>
        Assert.Null((await _store.Get<ManageOverlays>().SetContactPreferenceAsync(customer.Id, true, "Does not want any", _store.Actor(Role.Agent))).Refusal);
}
