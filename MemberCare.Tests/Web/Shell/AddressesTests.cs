using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Shell;

namespace MemberCare.Tests.Web.Shell;

public sealed class AddressesTests
{
    public static TheoryData<CustomerFilter, CustomerSort, bool, string> Lists { get; } = new()
    {
        { new(), CustomerSort.Registered, false, "/customers" },
        { new() { Status = CustomerStatus.FraudSuspected }, CustomerSort.Registered, false, "/customers?status=fraudsuspected" },
        { new() { Fraud = true }, CustomerSort.Name, true, "/customers?status=fraud&sort=name&order=turned" },
        { new() { Overlay = CustomerOverlay.Locked }, CustomerSort.Registered, false, "/customers?overlay=locked" },
        { new() { Overlay = CustomerOverlay.DoNotContact, Source = "app" }, CustomerSort.Registered, false, "/customers?overlay=do-not-contact&source=app" },
        { new() { Inactive = true, Label = new LabelId(7) }, CustomerSort.LastActivity, false, "/customers?label=7&activity=inactive&sort=lastactivity" },
        { new() { Query = "José & söhne #1", Source = "Kiosk/2" }, CustomerSort.Registered, false, "/customers?q=Jos%C3%A9%20%26%20s%C3%B6hne%20%231&source=Kiosk%2F2" },
        { new() { RegisteredFrom = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), RegisteredBefore = new(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(8)) }, CustomerSort.Registered, false, "/customers?from=2026-01-02&before=2026-02-02T20%3A05%3A06.000Z" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void An_address_says_all_of_the_list_and_is_read_back_the_same(CustomerFilter filter, CustomerSort sort, bool descending, string address)
    {
        Assert.Equal(address, Addresses.Customers(filter, sort, descending));
        Assert.Equal((filter, sort, descending), Addresses.ReadCustomers(address));
        Assert.Equal((filter, sort, descending), Addresses.ReadCustomers("https://desk.example" + address + "#top"));
    }

    [Theory]
    [InlineData("/customers?status=nonsense&label=x&activity=maybe&overlay=both&from=yesterday&sort=99&order=up")]
    [InlineData("/customers?label=-1&sort=Nothing&before=2026-13-45")]
    [InlineData("/customers?&&=&%%%")]
    public void What_cannot_be_read_counts_as_absent(string address) =>
        Assert.Equal((new CustomerFilter(), CustomerSort.Registered, false), Addresses.ReadCustomers(address));

    [Theory]
    [InlineData("/customers?status=blocked", "/customers?status=blocked")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\tevil", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void After_sign_in_nobody_is_led_out_of_the_application(string? wanted, string led) => Assert.Equal(led, Addresses.LocalOrDesk(wanted));

    [Fact]
    public void A_customers_address_is_known_again_and_no_other()
    {
        var id = CustomerId.New(DateTimeOffset.UtcNow);

        Assert.Equal(id, Addresses.ReadCustomer(Addresses.Customer(id)[1..] + "?tab=status"));
        Assert.Null(Addresses.ReadCustomer("customers"));
        Assert.Null(Addresses.ReadCustomer("customers/unknown"));
        Assert.Null(Addresses.ReadCustomer("labels"));
    }
}
