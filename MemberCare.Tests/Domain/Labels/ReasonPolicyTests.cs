using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Labels;

public sealed class ReasonPolicyTests
{
    private static readonly TenantId Tenant = new(1);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Reason _lost = Reason.Create(Tenant, "lost-phone", "Lost mobile phone", []).Value;
    private readonly Reason _asked = Reason.Create(Tenant, "customer-request", "Customer asked for it", []).Value;

    [Fact]
    public void A_template_becomes_its_sentence_and_own_words_follow_it()
    {
        Assert.Equal(new GivenReason("lost-phone", "Lost mobile phone"), Read(Label(), "lost-phone", " "));
        Assert.Equal(new GivenReason("lost-phone", "Lost mobile phone: in a taxi"), Read(Label(), " lost-phone ", "in a taxi "));
        Assert.Equal(new GivenReason(null, "in a taxi"), Read(Label(), null, "in a taxi"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "   ")]
    [InlineData(" ", "\u200B")]
    public void A_required_reason_cannot_be_blank(string? code, string? note) =>
        Assert.IsType<ReasonMissing>(GivenReason.Read(Label(), [_lost, _asked], code, note).Refusal);

    [Fact]
    public void A_reason_that_is_not_required_may_be_left_out() =>
        Assert.Equal(new GivenReason(null, null), Read(Label(required: false), null, null));

    [Fact]
    public void Own_words_are_refused_where_only_templates_count()
    {
        Assert.IsType<ReasonNotOffered>(GivenReason.Read(Label(ownWords: false), [_lost, _asked], null, "in a taxi").Refusal);
        Assert.IsType<ReasonNotOffered>(GivenReason.Read(Label(ownWords: false), [_lost, _asked], "lost-phone", "in a taxi").Refusal);
        Assert.Equal("Lost mobile phone", Read(Label(ownWords: false), "lost-phone", null).Text);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("LOST-PHONE")]
    [InlineData("customer-request")]
    [InlineData("lost-phone'; DROP TABLE reasons; --")]
    public void A_code_that_the_label_does_not_offer_is_refused(string code) =>
        Assert.IsType<ReasonNotOffered>(GivenReason.Read(Label(codes: "lost-phone"), [_lost, _asked], code, "in a taxi").Refusal);

    [Fact]
    public void A_reason_off_the_offer_is_refused_and_back_on_it_is_taken()
    {
        _lost.Offer(false, Now);
        Assert.IsType<ReasonNotOffered>(GivenReason.Read(Label(), [_lost, _asked], "lost-phone", null).Refusal);

        _lost.Offer(true, Now);
        Assert.Equal("lost-phone", Read(Label(), "lost-phone", null).Code);
    }

    [Fact]
    public void A_note_of_ten_megabytes_or_with_control_characters_is_refused_at_its_field()
    {
        foreach (var note in new[] { new string('x', 10_000_000), new string('x', GivenReason.LongestNote + 1), "a\0b", "\u001B[31mred" })
        {
            Assert.Equal(["note"], Assert.IsType<InvalidInput>(GivenReason.Read(Label(), [_lost], null, note).Refusal).Fields.Keys);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Lost-Phone")]
    [InlineData("lost phone")]
    [InlineData("löst")]
    [InlineData("a_b")]
    [InlineData("x\0")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void A_code_is_made_of_lower_case_letters_digits_and_hyphens(string? code) =>
        Assert.Equal(["code"], Assert.IsType<InvalidInput>(Reason.Create(Tenant, code, "Text", []).Refusal).Fields.Keys);

    [Fact]
    public void A_code_is_never_given_twice_even_where_its_reason_is_off_the_offer()
    {
        _lost.Offer(false, Now);

        Assert.Contains("taken", Reason.Create(Tenant, "lost-phone", "Again", [_lost]).Refusal!.Sentence, StringComparison.Ordinal);
    }

    private GivenReason Read(StatusLabel label, string? code, string? note) => GivenReason.Read(label, [_lost, _asked], code, note).Value;

    private StatusLabel Label(bool required = true, bool ownWords = true, params string[] codes) => StatusLabel.Create(
        Tenant,
        new LabelDraft
        {
            Name = "On hold",
            Status = CustomerStatus.Suspended,
            Colour = "amber",
            Icon = "lock",
            ReasonRequired = required,
            OwnWordsAllowed = ownWords,
            ReasonCodes = codes,
        },
        [],
        [_lost, _asked]).Value;
}
