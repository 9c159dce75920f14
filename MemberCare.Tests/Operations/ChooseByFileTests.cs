using System.Text;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ChooseByFileTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_file_of_identifiers_finds_each_customer_once_and_tells_which_lines_mean_nobody()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@example.com", "S-1", "4000 1");
        var ravi = await _store.RegisterAsync("Ravi Kumar", "012-000 1111", externalId: "R-1");
        await _store.RegisterAsync("Ravi Kumar the younger", "012-000 1111", externalId: "R-2");
        var foreign = await _store.RegisterAsync("Tan Sarah", externalId: "T-1", tenant: _store.OtherTenant);

        var chosen = Read(
            "Customer ID,external_id,Mobile,email\r\n" +
            $"{siti.Id},,,\r\n" +
            ",,+60 12 345 6789,\r\n" +
            ",r1,,\r\n" +
            "\r\n" +
            ",,0120001111,\r\n" +
            ",T-1,,\r\n" +
            $"{foreign.Id},,,\r\n" +
            ",,,nobody@example.com\r\n" +
            ",,,\"\"x\r\n").Value;

        Assert.Equal([siti.Id, ravi.Id], chosen.Customers);
        Assert.Equal((8, 1, 5), (chosen.Lines, chosen.Repeated, chosen.Rejected));
        Assert.Equal(
            [(6L, "mobile"), (7, "external_id"), (8, "id"), (9, "email"), (10, "line")],
            chosen.Faults.Select(fault => (fault.Line, fault.Field == "customer_id" ? "id" : fault.Field)));
        Assert.Equal("2 customers have this. Name the one meant by the customer’s id.", chosen.Faults[0].Reason);
        Assert.All(chosen.Faults, fault => Assert.DoesNotContain("0120001111", fault.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,city\r\nSiti,Ipoh\r\n", "at least one of id")]
    [InlineData("\"id\r\n", "quotation mark")]
    public void A_file_of_which_nothing_can_be_made_is_refused_with_the_way_on(string text, string words) =>
        Assert.Contains(words, Assert.IsType<InvalidInput>(Read(text).Refusal).Sentence, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Whoever_may_not_change_many_learns_nothing_of_whom_a_file_means() =>
        Assert.Equal(
            new NotPermitted(Permissions.ChangeMany),
            _store.Get<ChooseByFile>().Run(new MemoryStream("id\r\n"u8.ToArray()), _store.Actor(Role.Agent)).Refusal);

    private Outcome<ChosenByFile> Read(string text) =>
        _store.Get<ChooseByFile>().Run(new MemoryStream(Encoding.UTF8.GetBytes(text)), _store.Actor(Role.Supervisor));
}
