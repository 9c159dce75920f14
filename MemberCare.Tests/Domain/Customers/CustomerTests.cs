using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Customers;

public sealed class CustomerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TenantId Tenant = new(1);
    private static readonly Actor Agent = new(ActorKind.Person, "1", "Ravi", Tenant, Grants.Of(Role.Agent), Channel.Console);
    private static readonly Dictionary<CustomerStatus, StatusLabel> Labels = StatusWords.All.ToDictionary(status => status, LabelOf);
    private static readonly Reason[] Reasons = [Reason.Create(Tenant, "lost-phone", "Lost mobile phone", []).Value];

    [Fact]
    public void No_sequence_of_changes_ever_leaves_Deleted_and_a_refused_change_leaves_no_trace()
    {
        var journeys = Gen.Elements(StatusWords.All.ToArray()).ArrayOf().ToArbitrary();
        Prop.ForAll(journeys, journey =>
        {
            var customer = New();
            var chain = new List<CustomerEvent> { customer.Link(First(customer)) };
            var deleted = false;
            foreach (var to in journey)
            {
                var before = Snapshot(customer);
                var (status, version) = (customer.Status, customer.Version);
                if (Change(customer, to, "lost-phone").TryGet(out var happened, out _))
                {
                    chain.Add(customer.Link(happened));
                    if (deleted || customer.Version != version + 1 || happened.FromStatus != status || happened.ToStatus != to)
                    {
                        return false;
                    }
                }
                else if (Snapshot(customer) != before)
                {
                    return false;
                }

                deleted |= to == CustomerStatus.Deleted && customer.Status == CustomerStatus.Deleted;
            }

            return EventChain.FirstBreak(chain) is null;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_new_customer_is_active_and_registered_as_the_first_event()
    {
        var (customer, happened) = Customer.Register(CustomerId.New(Now), Tenant, Details(), Labels[CustomerStatus.Active], Agent, Now);
        Assert.Equal(CustomerStatus.Active, customer.Status);
        Assert.Equal(1, customer.Version);
        Assert.Equal(EventKind.Registered, happened.Kind);
        Assert.Equal(1, customer.Link(happened).Sequence);
    }

    [Fact]
    public void A_change_needs_a_reason()
    {
        var refused = Change(New(), CustomerStatus.Suspended, null).Refusal;
        Assert.IsType<ReasonMissing>(refused);
    }

    [Fact]
    public void A_template_and_own_words_stand_together_in_the_history()
    {
        var customer = New();
        var happened = customer.MoveTo(Labels[CustomerStatus.Active], Labels[CustomerStatus.Suspended], "lost-phone", " on the bus ", Reasons, Agent, Now).Value;
        Assert.Equal("Lost mobile phone: on the bus", happened.Note);
        Assert.Equal("lost-phone", happened.ReasonCode);
        Assert.Equal(("Ravi", Now), (customer.StatusUpdatedBy, customer.StatusUpdatedAt));
    }

    [Fact]
    public void The_label_that_is_carried_already_is_no_change() =>
        Assert.IsType<NothingToChange>(Change(New(), CustomerStatus.Active, "lost-phone").Refusal);

    [Theory]
    [InlineData("2025-09-30T11:59:59Z", true)]
    [InlineData("2025-09-30T12:00:00Z", false)]
    [InlineData("2026-03-30T12:00:00Z", false)]
    public void A_customer_is_inactive_once_the_last_activity_lies_before_the_period(string last, bool inactive)
    {
        var customer = New();
        customer.LastActivityAt = DateTimeOffset.Parse(last, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(inactive, customer.IsInactive(ActivityPeriod.Default, Now));
    }

    [Fact]
    public void Amended_details_name_the_fields_that_differ_and_equal_ones_change_nothing()
    {
        var customer = New();
        Assert.Null(customer.Amend(Details(), Agent, Now));
        var happened = customer.Amend(CustomerDetails.Read(new RawDetails { Name = "Siti A.", Mobile = "012-345 6780" }, "MY", Now).Value, Agent, Now);
        Assert.Equal("name, mobile", happened!.Data!["fields"]);
        Assert.Equal("+60123456780", customer.MobileKey);
        Assert.Equal(2, customer.Version);
    }

    [Fact]
    public void A_later_activity_counts_and_an_earlier_one_is_old_news()
    {
        var customer = New();
        customer.LastActivityAt = Now.AddDays(-10);
        Assert.Null(customer.Amend(Active(-20), Agent, Now));
        Assert.Equal("last_activity_at", customer.Amend(Active(-5), Agent, Now)!.Data!["fields"]);
        Assert.Equal(Now.AddDays(-5), customer.LastActivityAt);

        static CustomerDetails Active(int days) =>
            CustomerDetails.Read(new RawDetails { Name = "Siti Aminah", Mobile = "012-345 6789", LastActivityAt = Now.AddDays(days) }, "MY", Now).Value;
    }

    [Theory]
    [InlineData(null, "012-345 6789", null, "name")]
    [InlineData("Siti", null, null, "identifier")]
    [InlineData("Si\u0007ti", "012-345 6789", null, "name")]
    [InlineData("Siti", "none", null, "mobile")]
    [InlineData("Siti", null, "no-address", "email")]
    public void Wrong_details_are_refused_by_field(string? name, string? mobile, string? email, string field)
    {
        var refused = CustomerDetails.Read(new RawDetails { Name = name, Mobile = mobile, Email = email }, "MY", Now).Refusal;
        Assert.Contains(field, Assert.IsType<InvalidInput>(refused).Fields.Keys);
    }

    [Fact]
    public void A_date_in_the_future_is_refused() =>
        Assert.Contains(
            "registeredAt",
            Assert.IsType<InvalidInput>(CustomerDetails.Read(new RawDetails { Name = "Siti", Mobile = "012-345 6789", RegisteredAt = Now.AddDays(1) }, "MY", Now).Refusal).Fields.Keys);

    private static StatusLabel LabelOf(CustomerStatus status)
    {
        var label = StatusLabel.OfStatus(Tenant, status);
        label.Id = new LabelId((int)status + 1);
        return label;
    }

    private static Customer New() => Customer.Register(CustomerId.New(Now), Tenant, Details(), Labels[CustomerStatus.Active], Agent, Now).Customer;

    private static CustomerEvent First(Customer customer) => CustomerEvent.By(Tenant, customer.Id, EventKind.Registered, Agent, Now);

    private static CustomerDetails Details() => CustomerDetails.Read(new RawDetails { Name = "Siti Aminah", Mobile = "012-345 6789" }, "MY", Now).Value;

    private static Outcome<CustomerEvent> Change(Customer customer, CustomerStatus to, string? reason) =>
        customer.MoveTo(Labels[customer.Status], Labels[to], reason, null, Reasons, Agent, Now);

    private static string Snapshot(Customer customer) => System.Text.Json.JsonSerializer.Serialize(customer);
}
