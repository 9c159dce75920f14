using System.Collections.Frozen;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Activities;

public sealed class ActivityRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly LabelId Label = new(1);

    // One line a kind: what comes of it for each status, in the order of CustomerStatus. A star: points are given.
    private static readonly string[] Table =
    [
        "transaction        allow*  flag     flag*    noAward  noAward  allow*  deny",
        "earning            allow*  noAward  flag*    deny     deny     allow*  deny",
        "pointsRedemption   allow   deny     deny     deny     deny     allow   deny",
        "couponRedemption   allow   deny     deny     deny     deny     allow   deny",
        "transfer           allow   deny     deny     deny     deny     allow   deny",
        "booking            allow   deny     allow    deny     deny     allow   deny",
        "invoice            allow   deny     allow    allow    allow    allow   deny",
        "invoicePayment     allow   allow    allow    allow    allow    allow   deny",
        "planTaken          allow   allow    allow    allow    allow    allow   allow",
        "addedToBoard       allow   allow    allow    allow    allow    allow   allow",
    ];

    public static TheoryData<string, CustomerStatus, string> Cells()
    {
        var data = new TheoryData<string, CustomerStatus, string>();
        foreach (var line in Table)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var status in Enum.GetValues<CustomerStatus>())
            {
                data.Add(words[0], status, words[1 + (int)status]);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_kind_of_activity_has_its_effect_under_every_status(string kind, CustomerStatus status, string expected)
    {
        var verdict = Judge(kind, At(status));

        Assert.Equal(expected, ActivityNames.Of(verdict.Effect) + (verdict.Awards ? "*" : ""));
        Assert.Equal(verdict.Effect == Effect.Flag, verdict.IsOutlier);
        Assert.Equal(status is not (CustomerStatus.Internal or CustomerStatus.Deleted), verdict.Counts);
    }

    [Fact]
    public void The_table_knows_every_kind_and_every_status()
    {
        Assert.Equal(Enum.GetValues<ActivityKind>().Length * Enum.GetValues<CustomerStatus>().Length, Cells().Count);
    }

    [Theory]
    [InlineData(CustomerStatus.Blocked)]
    [InlineData(CustomerStatus.FraudConfirmed)]
    [InlineData(CustomerStatus.Suspended)]
    public void While_blocked_nothing_is_earned_by_whatever_kind(CustomerStatus status)
    {
        foreach (var earning in ActivityNames.Earnings.Keys)
        {
            Assert.False(Judge("earning", At(status), earning: earning).Awards, earning);
        }

        Assert.False(Judge("transaction", At(status)).Awards);
        Assert.Equal(
            (Effect.Deny, ActivitySide.Receiver),
            (Judge("transfer", At(CustomerStatus.Active), receiver: At(status)).Effect, Judge("transfer", At(CustomerStatus.Active), receiver: At(status)).Side));
    }

    [Theory]
    [InlineData("transaction", Effect.Allow)]
    [InlineData("earning", Effect.Allow)]
    [InlineData("invoice", Effect.Allow)]
    [InlineData("pointsRedemption", Effect.Deny)]
    [InlineData("couponRedemption", Effect.Deny)]
    [InlineData("transfer", Effect.Deny)]
    [InlineData("booking", Effect.Deny)]
    public void What_happened_before_a_block_stands_but_nothing_leaves_after_it(string kind, Effect expected) =>
        Assert.Equal(expected, Judge(kind, At(CustomerStatus.Active), now: At(CustomerStatus.Blocked)).Effect);

    [Theory]
    [InlineData("transaction", Effect.NoAward)]
    [InlineData("earning", Effect.Deny)]
    [InlineData("pointsRedemption", Effect.Deny)]
    [InlineData("booking", Effect.Deny)]
    [InlineData("invoicePayment", Effect.Allow)]
    public void What_happened_while_blocked_earns_nothing_though_the_customer_is_free_again(string kind, Effect expected)
    {
        var verdict = Judge(kind, At(CustomerStatus.Blocked), now: At(CustomerStatus.Active));
        Assert.Equal((expected, false), (verdict.Effect, verdict.Awards));
    }

    [Fact]
    public void A_purchase_that_goes_through_untouched_says_what_it_earns()
    {
        var free = EffectMatrix.Default.With(new EffectCell(CustomerStatus.Suspended, CustomerAction.Transact, Effect.Allow)).Value;
        var policy = DecisionPolicy.Default with { Matrix = free };
        Assert.Equal((Effect.NoAward, false), (Judge("transaction", At(CustomerStatus.Suspended, policy)).Effect, Judge("transaction", At(CustomerStatus.Suspended, policy)).Awards));
    }

    [Fact]
    public void A_label_that_is_stricter_than_its_status_is_heard()
    {
        var strict = DecisionPolicy.Default with
        {
            Labels = new Dictionary<LabelId, Tightening> { [Label] = Tightening.Of([KeyValuePair.Create(CustomerAction.RedeemCoupon, Effect.Deny)]).Value }.ToFrozenDictionary(),
        };
        Assert.Equal((Effect.Deny, DecidingLayer.Label), (Judge("couponRedemption", At(CustomerStatus.Active, strict)).Effect, Judge("couponRedemption", At(CustomerStatus.Active, strict)).Layer));
        Assert.Equal(Effect.Allow, Judge("pointsRedemption", At(CustomerStatus.Active, strict)).Effect);
    }

    [Fact]
    public void A_login_lock_stops_redeeming_and_leaves_buying_and_earning()
    {
        var locked = At(CustomerStatus.Active) with { Standing = new CustomerStanding(CustomerStatus.Active, Label, new Overlays(Now.AddHours(1), false), null) };
        Assert.Equal(DecidingLayer.LoginLock, Judge("pointsRedemption", locked).Layer);
        Assert.Equal(DecidingLayer.LoginLock, Judge("couponRedemption", locked).Layer);
        Assert.True(Judge("transaction", locked).Awards);
        Assert.True(Judge("earning", locked).Awards);
    }

    [Fact]
    public void A_stranger_on_the_block_list_cannot_book_unless_staff_books_in_spite_of_it()
    {
        var listed = new Circumstances(DecisionPolicy.Default, null, new BlockListVerdict(true, null), Now);
        Assert.Equal((Effect.Deny, DecidingLayer.BlockList), (Judge("booking", listed).Effect, Judge("booking", listed).Layer));
        Assert.Equal(Effect.Deny, Judge("booking", listed, reason: "By the desk").Effect);

        var over = Judge("booking", listed, reason: "By the desk", mayOverride: true);
        Assert.Equal((Effect.Allow, true), (over.Effect, over.Overridden));
    }

    [Fact]
    public void Booking_in_spite_of_the_list_is_no_way_round_a_suspension()
    {
        var both = At(CustomerStatus.Suspended) with { Listed = new BlockListVerdict(true, null) };
        var verdict = Judge("booking", both, reason: "By the desk", mayOverride: true);
        Assert.Equal((Effect.Deny, DecidingLayer.Status, false), (verdict.Effect, verdict.Layer, verdict.Overridden));
    }

    [Fact]
    public void Only_what_the_customer_does_counts_as_activity()
    {
        Assert.False(ActivityRules.IsDeed(ActivityKind.Invoice, null));
        Assert.False(ActivityRules.IsDeed(ActivityKind.AddedToBoard, null));
        Assert.False(ActivityRules.IsDeed(ActivityKind.Earning, EarningKind.Bonus));
        Assert.False(ActivityRules.IsDeed(ActivityKind.Earning, EarningKind.BulkUpload));
        Assert.True(ActivityRules.IsDeed(ActivityKind.Earning, EarningKind.Transaction));
        Assert.All(
            [ActivityKind.Transaction, ActivityKind.PointsRedemption, ActivityKind.CouponRedemption, ActivityKind.Transfer, ActivityKind.Booking, ActivityKind.InvoicePayment, ActivityKind.PlanTaken],
            kind => Assert.True(ActivityRules.IsDeed(kind, null)));
    }

    [Fact]
    public void Plan_and_board_are_named_where_they_belong_and_a_report_of_before_keeps_its_hash()
    {
        var raw = new RawActivity { Id = "a-1", Kind = "planTaken", Customer = new RawParty(Guid.CreateVersion7().ToString(), null, null, null, null) };

        Assert.Equal(["plan"], Assert.IsType<InvalidInput>(Activity.Read(raw, "MY", Now).Refusal).Fields.Keys);
        Assert.Equal(["board"], Assert.IsType<InvalidInput>(Activity.Read(raw with { Plan = "Gold", Board = "Watch list" }, "MY", Now).Refusal).Fields.Keys);
        Assert.NotEqual((raw with { Plan = "Gold" }).ContentHash(), (raw with { Board = "Gold" }).ContentHash());

        // Kept by earlier releases under this hash, so that a report which is sent again is known.
        var old = new RawActivity { Id = "a-1", Kind = "transaction", Amount = "42.10", Currency = "MYR" };
        Assert.Equal("60924DA2A9AFE8EECEE38EEC35F26D934BF5BF312B0A442F7D2D18F9CCE44EFD", Convert.ToHexString(old.ContentHash()));
    }

    private static Circumstances At(CustomerStatus status, DecisionPolicy? policy = null) =>
        new(policy ?? DecisionPolicy.Default, new CustomerStanding(status, Label, Overlays.None, null), BlockListVerdict.Clear, Now);

    private static ActivityVerdict Judge(
        string kind, Circumstances then, Circumstances? now = null, Circumstances? receiver = null, string? earning = null, string? reason = null, bool mayOverride = false)
    {
        var someone = new RawParty(Guid.CreateVersion7().ToString(), null, null, null, null);
        var activity = Activity.Read(
            new RawActivity
            {
                Id = "a-1",
                Kind = kind,
                Customer = someone,
                To = kind == "transfer" ? someone : default,
                Points = 10,
                Coupon = kind == "couponRedemption" ? "C-1" : null,
                Plan = kind == "planTaken" ? "Gold" : null,
                Board = kind == "addedToBoard" ? "Watch list" : null,
                Earning = kind == "earning" ? earning ?? "bonus" : null,
                OverrideReason = reason,
            },
            "MY",
            Now).Value;
        var other = receiver ?? At(CustomerStatus.Active);
        return ActivityRules.Judge(activity, then, now ?? then, kind == "transfer" ? (other, other) : null, mayOverride);
    }
}
