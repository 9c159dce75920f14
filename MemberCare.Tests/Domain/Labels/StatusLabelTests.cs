using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Labels;

public sealed class StatusLabelTests
{
    private static readonly TenantId Tenant = new(1);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Reason LostPhone = Reason.Create(Tenant, "lost-phone", "Lost mobile phone", []).Value;
    private static readonly LabelDraft Draft = new() { Name = "Lost phone", Status = CustomerStatus.Suspended, Colour = "amber", Icon = "phone_locked" };

    [Theory]
    [InlineData("Lost phone", "LOST PHONE")]
    [InlineData("Lost phone", "  lost   phone ")]
    [InlineData("Lost phone", "Lost\u00A0phone")]
    [InlineData("Lost phone", "Lost\u200B phone\u200F")]
    [InlineData("Café", "CAFE\u0301")]
    [InlineData("ÉLITE", "élite")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ЖДЁМ", "ждём")]
    [InlineData("VIP", "ＶＩＰ")]
    [InlineData("⭐ Star", "⭐\uFE0F star")]
    public void Names_that_look_the_same_are_the_same(string one, string other)
    {
        var first = Create(Draft with { Name = one });

        Assert.IsType<DuplicateLabelName>(StatusLabel.Create(Tenant, Draft with { Name = other }, [first], [LostPhone]).Refusal);
    }

    [Theory]
    [InlineData("Má", "Mà")]
    [InlineData("Cafe", "Café")]
    [InlineData("C", "C++")]
    [InlineData("⭐", "🔥")]
    [InlineData("Lost phone", "Lostphone")]
    public void Names_that_read_differently_are_different(string one, string other)
    {
        var first = Create(Draft with { Name = one });

        Assert.Null(StatusLabel.Create(Tenant, Draft with { Name = other }, [first], [LostPhone]).Refusal);
    }

    [Fact]
    public void A_duplicate_is_named_as_it_is_spelt_already()
    {
        var refusal = StatusLabel.Create(Tenant, Draft with { Name = "LOST PHONE" }, [Create(Draft)], [LostPhone]).Refusal;

        Assert.Equal("There is already a label “Lost phone”. Choose another name, or edit that one.", refusal!.Sentence);
    }

    [Fact]
    public void All_faults_of_a_draft_are_told_at_once()
    {
        var draft = new LabelDraft
        {
            Name = " ",
            Status = (CustomerStatus)99,
            Colour = "mauve",
            Icon = null,
            PublicMessage = new string('x', StatusLabel.LongestMessage + 1),
            ReasonCodes = ["nonsense", null!],
        };

        var invalid = Assert.IsType<InvalidInput>(StatusLabel.Create(Tenant, draft, [], [LostPhone]).Refusal);

        Assert.Equal(["colour", "icon", "name", "publicMessage", "reasonCodes", "status"], invalid.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_colour_with_every_icon_is_allowed()
    {
        foreach (var (colour, icon) in LabelLooks.Colours.SelectMany(colour => LabelLooks.Icons.Select(icon => (colour, icon))))
        {
            Assert.Null(StatusLabel.Create(Tenant, Draft with { Colour = colour, Icon = icon }, [], [LostPhone]).Refusal);
        }
    }

    [Fact]
    public void A_label_that_takes_neither_own_words_nor_a_template_is_refused()
    {
        var retired = Reason.Create(Tenant, "old", "Old", []).Value;
        retired.Offer(false, Now);
        var draft = Draft with { OwnWordsAllowed = false };

        Assert.Null(StatusLabel.Create(Tenant, draft, [], [LostPhone, retired]).Refusal);
        Assert.Contains("ownWordsAllowed", Assert.IsType<InvalidInput>(StatusLabel.Create(Tenant, draft, [], [retired]).Refusal).Fields.Keys);
        Assert.Null(StatusLabel.Create(Tenant, draft with { ReasonRequired = false }, [], [retired]).Refusal);
    }

    [Fact]
    public void An_edit_keeps_a_template_that_went_off_the_offer_but_a_new_label_cannot_take_it()
    {
        var reason = Reason.Create(Tenant, "lost-phone", "Lost mobile phone", []).Value;
        var draft = Draft with { ReasonCodes = ["lost-phone"] };
        var label = StatusLabel.Create(Tenant, draft, [], [reason]).Value;
        reason.Offer(false, Now);

        Assert.Null(label.Edit(draft with { Name = "Phone gone" }, [], [reason], 0).Refusal);
        Assert.Equal(["lost-phone"], label.ReasonCodes);
        Assert.IsType<InvalidInput>(StatusLabel.Create(Tenant, draft, [], [reason]).Refusal);
    }

    [Fact]
    public void A_refused_edit_changes_nothing()
    {
        var label = Create(Draft);

        Assert.IsType<LabelInUse>(label.Edit(Draft with { Name = "Other", Status = CustomerStatus.Blocked }, [], [LostPhone], 3).Refusal);

        Assert.Equal(("Lost phone", CustomerStatus.Suspended, 1), (label.Name, label.Status, label.Version));
    }

    [Fact]
    public void A_label_in_use_can_change_everything_but_its_status()
    {
        var label = Create(Draft);

        Assert.Null(label.Edit(Draft with { Name = "Phone gone", Colour = "red", Icon = "lock", PublicMessage = " Call us. " }, [], [LostPhone], 3).Refusal);

        Assert.Equal(("Phone gone", "red", "lock", "Call us.", 2), (label.Name, label.Colour, label.Icon, label.PublicMessage, label.Version));
    }

    [Fact]
    public void The_number_of_carriers_stands_in_the_refusal()
    {
        Assert.StartsWith("1,234 customers carry “Regular”", new LabelInUse("Regular", 1234).Sentence, StringComparison.Ordinal);
        Assert.StartsWith("1 customer carries “Regular”", new LabelInUse("Regular", 1).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_of_a_retired_label_says_that_it_was_retired()
    {
        var label = Create(Draft);
        label.Retire(Now);

        Assert.IsType<LabelRetired>(label.Edit(Draft with { Version = 1 }, [], [LostPhone], 0).Refusal);
    }

    [Fact]
    public void Retiring_twice_is_once()
    {
        var label = Create(Draft);

        Assert.Null(label.Retire(Now).Refusal);
        Assert.Null(label.Retire(Now.AddDays(1)).Refusal);

        Assert.Equal((Now, 2), (label.RetiredAt, label.Version));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_s_own_label_can_be_renamed_but_neither_retired_nor_mapped_elsewhere(CustomerStatus status)
    {
        var label = StatusLabel.OfStatus(Tenant, status);
        var draft = Draft with { Name = "Our own word", Status = status };

        Assert.IsType<SystemLabelFixed>(label.Retire(Now).Refusal);
        Assert.IsType<SystemLabelFixed>(label.Edit(draft with { Status = (CustomerStatus)(((int)status + 1) % 7) }, [], [LostPhone], 0).Refusal);
        Assert.Null(label.Edit(draft, [], [LostPhone], 5).Refusal);
        Assert.Equal(("Our own word", true), (label.Name, label.IsLive));
    }

    public static TheoryData<CustomerStatus> Statuses() => [.. StatusWords.All];

    private static StatusLabel Create(LabelDraft draft) => StatusLabel.Create(Tenant, draft, [], [LostPhone]).Value;
}
