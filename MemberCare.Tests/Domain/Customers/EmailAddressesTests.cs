using MemberCare.Core.Domain.Customers;

namespace MemberCare.Tests.Domain.Customers;

public class EmailAddressesTests
{
    [Theory]
    [InlineData(" Siti.Aminah@Mail.MY ", "siti.aminah@mail.my")]
    [InlineData("ŁUKASZ@przykład.pl", "łukasz@przykład.pl")]
    [InlineData("a+b@c", "a+b@c")]
    public void An_address_is_compared_without_case_and_edges(string raw, string address) =>
        Assert.Equal(address, EmailAddresses.Normalise(raw));

    [Theory]
    [InlineData("")]
    [InlineData("siti")]
    [InlineData("@mail.my")]
    [InlineData("siti@")]
    [InlineData("siti@mail@my")]
    [InlineData("si ti@mail.my")]
    [InlineData("siti@mail\0.my")]
    [InlineData("siti@ma\nil.my")]
    public void What_is_no_address_has_none(string raw) => Assert.Null(EmailAddresses.Normalise(raw));

    [Fact]
    public void An_address_has_254_characters_at_most()
    {
        Assert.NotNull(EmailAddresses.Normalise(new string('a', 252) + "@b"));
        Assert.Null(EmailAddresses.Normalise(new string('a', 253) + "@b"));
        Assert.Null(EmailAddresses.Normalise(new string('a', 10_000_000)));
    }

    [Theory]
    [InlineData("siti@mail.my", "s•••@mail.my")]
    [InlineData("s@mail.my", "•••@mail.my")]
    [InlineData("𝒮iti@mail.my", "𝒮•••@mail.my")]
    [InlineData("no address", "•••")]
    [InlineData("", "")]
    public void A_masked_address_shows_its_first_character_and_domain(string raw, string masked) =>
        Assert.Equal(masked, EmailAddresses.Mask(raw));
}
