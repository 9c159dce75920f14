using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Webhooks;

public sealed class WebhookMessageTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 4, 8, 15, 250, TimeSpan.Zero);
    private static readonly CustomerId Customer = new(Guid.Parse("0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11"));

    [Fact]
    public void A_message_is_a_cloud_event_of_these_very_bytes()
    {
        var message = WebhookMessage.Of(new WebhookFacts("kopi-house", Customer, 7, At, EventKind.StatusChanged)
        {
            FromStatus = CustomerStatus.Active,
            FromLabel = "Regular",
            ToStatus = CustomerStatus.Suspended,
            ToLabel = "Telefon verloren – “weg”",
            ReasonCode = "lost-phone",
        });

        Assert.Equal("0198f0a26c1e7d3ab0f42f6d3c9e8a11-7", message.Id);
        Assert.Equal(
            """
            {"specversion":"1.0","id":"0198f0a26c1e7d3ab0f42f6d3c9e8a11-7","source":"urn:membercare:kopi-house","type":"org.membercare.customer.status-changed",
            "subject":"0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11","time":"2026-11-22T04:08:15.250Z","datacontenttype":"application/json","data":{
            "customerId":"0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11","kind":"statusChanged","sequence":7,"status":{"before":"active","after":"suspended"},
            "label":{"before":"Regular","after":"Telefon verloren – “weg”"},"reasonCode":"lost-phone"}}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(message.Body));
    }

    [Fact]
    public void Facts_of_a_closed_form_are_told_and_text_that_somebody_typed_is_not()
    {
        var data = Data(new EventData
        {
            [EventData.Amount] = "42.10",
            [EventData.Currency] = "MYR",
            [EventData.Points] = "120",
            [EventData.Until] = "1795500000000",
            [EventData.DoNotContact] = "yes",
            [EventData.Action] = "RedeemPoints",
            [EventData.Effect] = "Flag",
            [EventData.Layer] = "Status",
            [EventData.Place] = "Aminah’s corner",
            [EventData.Coupon] = "SITI-2026",
            [EventData.Source] = "Friend of Siti",
            [EventData.Activity] = "till7-4711",
            [EventData.Fields] = "mobile",
            ["invented"] = "Siti",
        });

        Assert.Equal(
            """{"action":"redeemPoints","amount":42.10,"currency":"MYR","doNotContact":true,"effect":"flag","layer":"status","points":120,"until":"2026-11-24T06:00:00.000Z"}""",
            data);
    }

    [Fact]
    public void A_request_tells_what_is_wanted_and_not_that_the_status_had_changed()
    {
        var request = Guid.Parse("0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11");
        var told = JsonNode.Parse(WebhookMessage.Of(new WebhookFacts("kopi-house", Customer, 2, At, EventKind.RequestMade)
        {
            FromStatus = CustomerStatus.Active,
            FromLabel = "Regular",
            ToStatus = CustomerStatus.Blocked,
            ToLabel = "Barred",
            Data = new EventData { [EventData.Request] = request.ToString() },
        }).Body)!["data"]!.AsObject();

        Assert.Equal("""{"status":"blocked","label":"Barred"}""", told["wanted"]!.ToJsonString());
        Assert.False(told.ContainsKey("status"));
        Assert.Equal($$"""{"outcome":"approved","approvalId":"{{request}}"}""", Data(new EventData { [EventData.Request] = request.ToString(), [EventData.Outcome] = "approved", [EventData.AskedBy] = "Mira" }));
        Assert.Equal("{}", Data(new EventData { [EventData.Request] = "Siti", [EventData.Outcome] = "2" }));
    }

    [Fact]
    public void A_request_for_many_names_the_bulk_change_and_how_many_and_nobody()
    {
        var (request, job) = (new CustomerId(Guid.Parse("0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11")), Guid.Parse("0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a12"));
        var facts = new WebhookFacts("kopi-house", request, ChangeRequest.MadeNumber, At, EventKind.RequestMade)
        {
            ToStatus = CustomerStatus.Blocked,
            ToLabel = "Barred",
            ReasonCode = "terms-breached",
            Batch = new BatchFacts(job, 812, At + TimeSpan.FromHours(72), RequestState.Pending),
        };

        var made = JsonNode.Parse(WebhookMessage.Of(facts).Body)!;
        var ended = JsonNode.Parse(WebhookMessage.Of(facts with { Sequence = ChangeRequest.EndedNumber, Kind = EventKind.RequestEnded, Batch = facts.Batch with { State = RequestState.Expired } }).Body)!;

        Assert.Equal(("org.membercare.bulk-change.request-made", request.ToString(), $"{request.Value:N}-made"), ((string)made["type"]!, (string)made["subject"]!, (string)made["id"]!));
        Assert.Equal(
            $$$"""{"approvalId":"{{{request}}}","bulkChangeId":"{{{job}}}","kind":"requestMade","customers":812,"wanted":{"status":"blocked","label":"Barred"},"reasonCode":"terms-breached","until":"2026-11-25T04:08:15.250Z"}""",
            made["data"]!.ToJsonString());
        Assert.Equal(
            $$$"""{"approvalId":"{{{request}}}","bulkChangeId":"{{{job}}}","kind":"requestEnded","customers":812,"wanted":{"status":"blocked","label":"Barred"},"reasonCode":"terms-breached","outcome":"expired"}""",
            ended["data"]!.ToJsonString());
    }

    [Fact]
    public void Facts_that_are_not_what_their_names_say_are_left_out() => Assert.Equal("{}", Data(new EventData
    {
        [EventData.Amount] = "Siti Aminah",
        [EventData.Currency] = "Siti",
        [EventData.Points] = "many",
        [EventData.Until] = "999999999999999999",
        [EventData.DoNotContact] = "Siti",
        [EventData.Action] = "+60123456789",
        [EventData.Effect] = "99",
        [EventData.Layer] = "siti@mail.my",
    }));

    [Fact]
    public void Nothing_by_which_a_person_could_be_known_is_in_a_message_of_any_kind()
    {
        var chance = new Random(11);
        foreach (var kind in WebhookSubscription.Tellable)
        {
            for (var i = 0; i < 40; i++)
            {
                string Text() => string.Concat(Enumerable.Range(0, 12).Select(_ => (char)chance.Next('A', 'Z' + 1))) + "é名" + chance.Next(10_000_000, 99_999_999);
                var (name, mobile, email, note) = (Text(), Text(), Text(), Text());
                var data = new EventData();
                foreach (var fact in typeof(EventData).GetFields().Where(field => field.IsLiteral))
                {
                    data[(string)fact.GetValue(null)!] = chance.Next(4) switch { 0 => name, 1 => mobile, 2 => email, _ => note };
                }

                var body = Encoding.UTF8.GetString(WebhookMessage.Of(new WebhookFacts("kopi-house", Customer, i + 1, At, kind)
                {
                    ToStatus = CustomerStatus.Active,
                    ToLabel = "Active",
                    Data = data,
                }).Body);

                Assert.All(new[] { name, mobile, email, note }, personal => Assert.DoesNotContain(personal, body, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Every_kind_of_event_has_a_type_of_its_own()
    {
        var types = Enum.GetValues<EventKind>().SelectMany(kind => new[] { WebhookMessage.TypeOf(kind), WebhookMessage.TypeOf(kind, isBatch: true) }).ToList();

        Assert.Equal(types.Count, types.Distinct().Count());
        Assert.Contains("org.membercare.customer.login-lock-lifted", types);
    }

    private static string Data(EventData data)
    {
        var told = JsonNode.Parse(WebhookMessage.Of(new WebhookFacts("kopi-house", Customer, 1, At, EventKind.Transaction) { Data = data }).Body)!["data"]!.AsObject();
        foreach (var usual in new[] { "customerId", "kind", "sequence" })
        {
            Assert.True(told.Remove(usual));
        }

        return told.ToJsonString();
    }
}
