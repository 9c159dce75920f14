using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Features.Customer;

namespace MemberCare.Tests.Web.Features.Customer;

public sealed class EventWordsTests
{
    private static readonly EventView Plain = new(
        1, DateTimeOffset.UnixEpoch, EventKind.SignedIn, ActorKind.Person, "Ravi K.", Channel.Console, null, null, null, null, null, null, new EventData());

    [Fact]
    public void A_change_of_status_names_both_labels_who_and_why()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.StatusChanged,
            FromStatus = CustomerStatus.Active,
            FromLabel = "Regular",
            ToStatus = CustomerStatus.Suspended,
            ToLabel = "Lost phone",
            Note = "Lost mobile phone",
        });

        Assert.Equal("Regular (Active) → Lost phone (Suspended) by Ravi K.: Lost mobile phone", sentence.Whole);
    }

    [Fact]
    public void A_change_by_a_job_leads_to_it_and_one_by_a_request_or_an_import_leads_to_none()
    {
        var job = Guid.CreateVersion7();
        var changed = Plain with { Kind = EventKind.StatusChanged, FromStatus = CustomerStatus.Active, ToStatus = CustomerStatus.Suspended, FromLabel = "Regular", ToLabel = "Suspended", BatchId = job };

        Assert.Equal(job, EventWords.Of(changed).Job);
        Assert.Equal(job, EventWords.Of(changed with { Data = new EventData { [EventData.Request] = Guid.CreateVersion7().ToString() } }).Job);
        Assert.Null(EventWords.Of(changed with { Data = new EventData { [EventData.Request] = job.ToString() } }).Job);
        Assert.Null(EventWords.Of(changed with { Channel = Channel.Import }).Job);
    }

    [Fact]
    public void A_label_named_like_its_status_is_said_once()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.StatusChanged,
            FromStatus = CustomerStatus.Suspended,
            FromLabel = "Suspended",
            ToStatus = CustomerStatus.Active,
            ToLabel = "Active",
        });

        Assert.Equal("Suspended → Active by Ravi K.", sentence.Whole);
    }

    [Fact]
    public void A_change_within_a_status_names_the_status_once()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.LabelChanged,
            FromStatus = CustomerStatus.Active,
            FromLabel = "Regular",
            ToStatus = CustomerStatus.Active,
            ToLabel = "Trending",
        });

        Assert.Equal("Regular → Trending (Active)", sentence.What);
    }

    [Fact]
    public void A_change_by_another_system_says_so()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.StatusChanged,
            ActorKind = ActorKind.ApiClient,
            ActorName = "Fraud watch",
            Channel = Channel.Api,
            FromStatus = CustomerStatus.Active,
            FromLabel = "Active",
            ToStatus = CustomerStatus.FraudSuspected,
            ToLabel = "Fraud suspected",
            Note = "Unusual activity",
        });

        Assert.Equal("Active → Fraud suspected by Fraud watch, through the API: Unusual activity", sentence.Whole);
    }

    [Theory]
    [InlineData("mobile", "Mobile number was amended")]
    [InlineData("mobile, email", "Mobile number and e-mail address were amended")]
    [InlineData("name, card_number, external_id", "Name, card number and external id were amended")]
    [InlineData("", "Details were amended")]
    public void Amended_details_are_named_in_words(string fields, string what)
    {
        Assert.Equal(what, EventWords.Of(Plain with { Kind = EventKind.DetailsChanged, Data = new EventData { ["fields"] = fields } }).What);
    }

    [Fact]
    public void A_registration_names_label_and_source()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.Registered,
            ToStatus = CustomerStatus.Active,
            ToLabel = "Active",
            Data = new EventData { ["source"] = "Website" },
        });

        Assert.Equal("Became a customer as Active, source Website by Ravi K.", sentence.Whole);
    }

    [Fact]
    public void A_transaction_tells_amount_place_and_points()
    {
        var sentence = EventWords.Of(Plain with
        {
            Kind = EventKind.Transaction,
            ActorKind = ActorKind.System,
            Channel = Channel.Till,
            Data = new EventData { ["amount"] = "1042.10", ["currency"] = "MYR", ["place"] = "Bangsar", ["points"] = "1042" },
        });

        Assert.Equal("Bought for MYR 1,042.10 at Bangsar, earned 1,042 points", sentence.Whole);
    }

    [Theory]
    [InlineData(Channel.Till, "Bought at the till")]
    [InlineData(Channel.Portal, "Bought in the portal")]
    [InlineData(Channel.Api, "Bought, told by Ravi K.")]
    [InlineData(Channel.Console, "Bought")]
    public void A_transaction_without_facts_tells_the_road_it_came_by(Channel channel, string whole)
    {
        Assert.Equal(whole, EventWords.Of(Plain with { Kind = EventKind.Transaction, Channel = channel }).Whole);
    }

    [Fact]
    public void A_sign_in_tells_where()
    {
        Assert.Equal("Signed in to the portal", EventWords.Of(Plain with { Channel = Channel.Portal }).Whole);
        Assert.Equal("Signed in at Web shop", EventWords.Of(Plain with { Channel = Channel.Portal, Data = new EventData { [EventData.Place] = "Web shop" } }).Whole);
    }

    [Fact]
    public void A_redemption_tells_points_or_coupon()
    {
        Assert.Equal(
            "Redeemed 500 points, worth MYR 5.00 at Mid Valley",
            EventWords.Of(Plain with
            {
                Kind = EventKind.Redemption,
                Channel = Channel.Till,
                Data = new EventData { ["points"] = "500", ["amount"] = "5.00", ["currency"] = "MYR", ["place"] = "Mid Valley" },
            }).Whole);
        Assert.Equal(
            "Redeemed coupon WELCOME10 in the portal",
            EventWords.Of(Plain with { Kind = EventKind.Redemption, Channel = Channel.Portal, Data = new EventData { ["coupon"] = "WELCOME10" } }).Whole);
    }

    [Fact]
    public void An_amount_that_is_no_number_is_told_as_it_came()
    {
        Assert.Equal(
            "Bought for about ten",
            EventWords.Of(Plain with { Kind = EventKind.Transaction, Data = new EventData { ["amount"] = "about ten" } }).Whole);
    }

    [Fact]
    public void A_look_at_the_contact_details_names_who_looked()
    {
        Assert.Equal("Contact details were looked at in full by Ravi K.", EventWords.Of(Plain with { Kind = EventKind.ContactRevealed }).Whole);
    }

    [Theory]
    [InlineData("approved", "The request of Mira was approved by Ravi K.: Checked")]
    [InlineData("rejected", "The request of Mira was rejected by Ravi K.: Checked")]
    [InlineData("withdrawn", "The request was withdrawn by Ravi K.: Checked")]
    [InlineData("expired", "The request of Mira expired: nobody decided in time")]
    [InlineData("stale", "The request of Mira no longer fits: the status changed meanwhile")]
    public void A_request_tells_how_it_ended_and_names_whoever_wanted_it_so(string outcome, string whole) => Assert.Equal(whole, EventWords.Of(Plain with
    {
        Kind = EventKind.RequestEnded,
        Note = "Checked",
        Data = new EventData { [EventData.Outcome] = outcome, [EventData.AskedBy] = "Mira" },
    }).Whole);

    [Fact]
    public void A_change_by_a_rule_names_the_rule_and_plans_and_boards_are_named()
    {
        Assert.Equal(
            "Active → Suspended by rule “Newcomers”: To be checked",
            EventWords.Of(Plain with
            {
                Kind = EventKind.StatusChanged,
                ActorKind = ActorKind.Rule,
                ActorName = "Newcomers",
                Channel = Channel.System,
                FromLabel = "Active",
                FromStatus = CustomerStatus.Active,
                ToLabel = "Suspended",
                ToStatus = CustomerStatus.Suspended,
                Note = "To be checked",
            }).Whole);
        Assert.Equal("Took the plan Gold, told by CRM", EventWords.Of(Plain with { Kind = EventKind.PlanTaken, ActorName = "CRM", Channel = Channel.Api, Data = new EventData { ["plan"] = "Gold" } }).Whole);
        Assert.Equal("Was added to the board Watch list, told by CRM", EventWords.Of(Plain with { Kind = EventKind.AddedToBoard, ActorName = "CRM", Channel = Channel.Api, Data = new EventData { ["board"] = "Watch list" } }).Whole);
    }

    [Fact]
    public void Every_kind_of_event_has_words_and_an_icon()
    {
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            var sentence = EventWords.Of(Plain with { Kind = kind });

            Assert.NotEmpty(sentence.What);
            Assert.NotEmpty(sentence.Icon);
        }
    }
}
