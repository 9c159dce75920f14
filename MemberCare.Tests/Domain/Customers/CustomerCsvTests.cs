using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Customers;

namespace MemberCare.Tests.Domain.Customers;

public sealed class CustomerCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")")]
    [InlineData("+60 12-345 6789", "'+60 12-345 6789")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("'=1", "''=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("+60123456789", "+60123456789")]
    [InlineData("'t Hooft", "'t Hooft")]
    [InlineData("O'Brien", "O'Brien")]
    [InlineData("", "")]
    public void Text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_front(string text, string inFile)
    {
        Assert.Equal(inFile, CustomerCsv.Guard(text));
        Assert.Equal(text, CustomerCsv.Unguard(inFile));
    }

    [Fact]
    public void Whatever_is_guarded_comes_back_as_it_was()
    {
        var texts = Gen.Elements("=+-@'\tab 1\r＝".ToCharArray()).ArrayOf().Select(characters => new string(characters));

        Prop.ForAll(texts.ToArbitrary(), text => CustomerCsv.Unguard(CustomerCsv.Guard(text)) == text).QuickCheckThrowOnFailure();
    }
}
