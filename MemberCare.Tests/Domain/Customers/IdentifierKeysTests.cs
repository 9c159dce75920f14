using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;

namespace MemberCare.Tests.Domain.Customers;

public class IdentifierKeysTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string> Spellings { get; } = new()
    {
        { nameof(IdentifierKind.Mobile), "012-345 6789", "+60 12 345 6789" },
        { nameof(IdentifierKind.Mobile), "tel:+60123456789", "0060123456789" },
        { nameof(IdentifierKind.Mobile), "Ext. 7", " Ext. 7 " },
        { nameof(IdentifierKind.Email), "Siti.Aminah@Mail.MY", "siti.aminah@mail.my " },
        { nameof(IdentifierKind.Email), "siti+shop@mail.my", "SITI+shop@mail.my" },
        { nameof(IdentifierKind.ExternalId), "CRM-00 17", "crm0017" },
        { nameof(IdentifierKind.ExternalId), "Ключ/7", "КЛЮЧ7" },
        { nameof(IdentifierKind.Card), "6012 3456-7890", "601234567890" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Every_road_compares_an_identifier_as_its_holder_has_it(string name, string held, string asked)
    {
        var kind = Enum.Parse<IdentifierKind>(name);
        var own = CustomerDetails.Read(new RawDetails { Name = "Siti", Mobile = Of(IdentifierKind.Mobile, held), Email = Of(IdentifierKind.Email, held), ExternalId = Of(IdentifierKind.ExternalId, held), CardNumber = Of(IdentifierKind.Card, held) }, "MY", Now).Value;
        var holder = IdentifierKeys.All(own.MobileKey, own.Email, own.ExternalId, own.CardNumber).Single();

        Assert.Equal((null, kind, holder.Key), Named(kind, asked).Read("MY").Value);
        Assert.Equal(holder, Assert.Single(PartyOf(kind, asked, []).Keys));
        Assert.Null(Line(kind, asked, out var line));
        Assert.Equal(holder, (line.Kind, line.Key!));
        Assert.Equal(holder, Assert.Single(Question(kind, asked).Keys("MY")));
        if (kind is IdentifierKind.Mobile or IdentifierKind.Email)
        {
            Assert.Equal(holder.Key, ContactValue.Read(asked, kind, "MY").Value.Key);
        }

        string? Of(IdentifierKind one, string text) => one == kind ? text : null;
    }

    [Theory]
    [InlineData(nameof(IdentifierKind.Mobile), "nobody", "nobody")]
    [InlineData(nameof(IdentifierKind.Email), "Siti", "siti")]
    [InlineData(nameof(IdentifierKind.ExternalId), "—", null)]
    [InlineData(nameof(IdentifierKind.Card), "- -", null)]
    public void What_can_be_no_identifier_is_a_mistake_in_a_report_and_a_stranger_in_a_question(string name, string text, string? stranger)
    {
        var kind = Enum.Parse<IdentifierKind>(name);
        var faults = new Dictionary<string, string>();

        Assert.Empty(PartyOf(kind, text, faults).Keys);
        Assert.Single(faults);
        Assert.Equal("The id or identifier is none.", Line(kind, text, out _));
        Assert.Equal(stranger, Question(kind, text).Keys("MY").Select(one => one.Key).SingleOrDefault());
        Assert.Equal(stranger ?? "", Named(kind, text).Read("MY").Value.Key);
        if (kind is IdentifierKind.Mobile or IdentifierKind.Email)
        {
            Assert.False(ContactValue.Read(text, kind, "MY").TryGet(out _, out _));
        }
    }

    [Fact]
    public void A_compared_form_is_its_own_and_whoever_is_strict_reads_the_same()
    {
        var random = new Random(20261122);
        const string Signs = "0123456789+-() .@abcXYZéŁßıİσΣΩ—/٣";
        IdentifierKind[] kinds = [IdentifierKind.Mobile, IdentifierKind.Email, IdentifierKind.ExternalId, IdentifierKind.Card];
        var strict = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (kind, text) = (kinds[i % kinds.Length], string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Signs[random.Next(random.Next(1, Signs.Length))])).Trim());
            var key = IdentifierKeys.Of(kind, text, "MY");

            // What becomes of numbers, PhoneNumbersTests holds: of nearly any digits something can be read.
            Assert.True(kind == IdentifierKind.Mobile || key == IdentifierKeys.Of(kind, key, "MY"), $"{kind} “{text}” gives “{key}”, which gives “{IdentifierKeys.Of(kind, key, "MY")}”.");
            if (IdentifierKeys.Read(kind, text, "MY") is { } read)
            {
                Assert.Equal(key, read);
                strict++;
            }
        }

        Assert.InRange(strict, 5_000, 19_000);
    }

    private static NamedCustomer Named(IdentifierKind kind, string text) => new(
        null,
        kind == IdentifierKind.Mobile ? text : null,
        kind == IdentifierKind.Email ? text : null,
        kind == IdentifierKind.ExternalId ? text : null,
        kind == IdentifierKind.Card ? text : null);

    [Theory]
    [InlineData("externalId")]
    [InlineData("cardNumber")]
    public void What_would_be_compared_as_nothing_at_all_is_no_id_of_a_customer(string field)
    {
        var raw = new RawDetails { Name = "Siti", Mobile = "012-345 6789" };
        var refused = CustomerDetails.Read(field == "externalId" ? raw with { ExternalId = "---" } : raw with { CardNumber = "***" }, "MY", Now);

        Assert.Equal([field], Assert.IsType<InvalidInput>(refused.Refusal).Fields.Keys);
    }

    [Fact]
    public void What_is_wrong_with_the_text_of_an_id_is_said_before_what_it_would_be_compared_as()
    {
        var refused = CustomerDetails.Read(new RawDetails { Name = "Siti", Mobile = new string('1', 200), ExternalId = new string('x', 200) }, "MY", Now);

        Assert.All(Assert.IsType<InvalidInput>(refused.Refusal).Fields.Values, sentence => Assert.Contains("too long", sentence, StringComparison.Ordinal));
    }

    private static Party PartyOf(IdentifierKind kind, string text, Dictionary<string, string> faults)
    {
        var named = Named(kind, text);
        return Party.Read(new RawParty(null, named.Mobile, named.Email, named.ExternalId, named.CardNumber), "MY", "", faults);
    }

    private static DecisionQuestion Question(IdentifierKind kind, string text)
    {
        var named = Named(kind, text);
        return new DecisionQuestion { Mobile = named.Mobile, Email = named.Email, ExternalId = named.ExternalId, CardNumber = named.CardNumber };
    }

    private static string? Line(IdentifierKind kind, string text, out AudienceEntry entry)
    {
        var member = kind switch { IdentifierKind.Mobile => "mobile", IdentifierKind.Email => "email", IdentifierKind.ExternalId => "externalId", _ => "cardNumber" };
        return AudienceEntry.Read(Encoding.UTF8.GetBytes(new JsonObject { [member] = text }.ToJsonString()), "MY", out entry);
    }
}
