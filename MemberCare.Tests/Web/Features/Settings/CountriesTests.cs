using MemberCare.Core.Domain.Customers;
using MemberCare.Web.Features.Settings;

namespace MemberCare.Tests.Web.Features.Settings;

public sealed class CountriesTests
{
    [Fact]
    public void Every_region_of_the_phone_rules_can_be_chosen()
    {
        Assert.Equal(PhoneNumbers.Regions.Select(region => region.Code).Order(StringComparer.Ordinal), Countries.All.Select(country => country.Code).Order(StringComparer.Ordinal));
        Assert.All(Countries.All, country => Assert.NotEqual("", country.Name));
        Assert.Null(Countries.Find("ZZ"));
        Assert.Null(Countries.Find(null));
    }

    [Theory]
    [InlineData("malay")]
    [InlineData("MY")]
    [InlineData("60")]
    [InlineData("+60")]
    [InlineData(" ")]
    public void Malaysia_is_found_by_what_people_type(string typed) => Assert.True(new Country("MY", "Malaysia", "60").Matches(typed));

    [Theory]
    [InlineData("aysia")]
    [InlineData("malay thai")]
    [InlineData("61")]
    public void Malaysia_is_not_found_by_anything_else(string typed) => Assert.False(new Country("MY", "Malaysia", "60").Matches(typed));

    [Theory]
    [InlineData("Côte d’Ivoire", "cote div")]
    [InlineData("Côte d’Ivoire", "côte d")]
    [InlineData("Åland Islands", "aland")]
    [InlineData("United Arab Emirates", "emirates united")]
    public void Accents_and_the_order_of_words_do_not_matter(string name, string typed) => Assert.True(new Country("XX", name, "1").Matches(typed));
}
