using System.Net;
using MemberCare.Core.Domain.Webhooks;

namespace MemberCare.Tests.Domain.Webhooks;

public sealed class TargetRulesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Private_local_and_special_addresses_are_never_connected_to(string machine) =>
        Assert.False(TargetRules.Strict.MayConnect(IPAddress.Parse(machine)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.1")]
    [InlineData("223.255.255.254")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:81b::200e")]
    public void Public_addresses_are(string machine) => Assert.True(TargetRules.Strict.MayConnect(IPAddress.Parse(machine)));

    [Fact]
    public void A_network_that_is_allowed_is_reached_in_each_of_its_spellings_and_its_neighbours_are_not()
    {
        var rules = new TargetRules(false, [IPNetwork.Parse("10.20.0.0/16"), IPNetwork.Parse("fd12::/32")]);

        Assert.True(rules.MayConnect(IPAddress.Parse("10.20.3.4")));
        Assert.True(rules.MayConnect(IPAddress.Parse("::ffff:10.20.3.4")));
        Assert.True(rules.MayConnect(IPAddress.Parse("fd12::7")));
        Assert.False(rules.MayConnect(IPAddress.Parse("10.21.0.1")));
        Assert.False(rules.MayConnect(IPAddress.Parse("fd13::7")));
    }

    [Theory]
    [InlineData(null, "whole address")]
    [InlineData("", "whole address")]
    [InlineData("till.example.com", "whole address")]
    [InlineData("ftp://till.example.com", "whole address")]
    [InlineData("file:///etc/passwd", "whole address")]
    [InlineData("javascript:alert(1)", "whole address")]
    [InlineData("https://", "whole address")]
    [InlineData("https://till example.com/", "whole address")]
    [InlineData("https://till.example.com/a\r\nX-Evil: 1", "whole address")]
    [InlineData("http://till.example.com/", "begin with https")]
    [InlineData("https://user:secret@till.example.com/", "password")]
    [InlineData("https://till.example.com/#here", "after #")]
    [InlineData("https://127.0.0.1/", "private or local")]
    [InlineData("https://2130706433/", "private or local")]
    [InlineData("https://0x7f000001/", "private or local")]
    [InlineData("https://127.1/", "private or local")]
    [InlineData("https://[::1]/", "private or local")]
    [InlineData("https://[::ffff:10.0.0.1]/", "private or local")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "private or local")]
    [InlineData("https://localhost/", "private or local")]
    [InlineData("https://LOCALHOST./", "private or local")]
    [InlineData("https://till.localhost:8443/", "private or local")]
    public void An_address_that_cannot_be_told_is_refused_in_words(string? typed, string words) =>
        Assert.Contains(words, TargetRules.Strict.Complaint(typed), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://till.example.com")]
    [InlineData(" https://till.example.com:8443/hooks/membercare?till=7 ")]
    [InlineData("https://8.8.8.8/hook")]
    [InlineData("https://[2606:4700:4700::1111]/hook")]
    [InlineData("https://käse.example/hook")]
    public void Other_addresses_are_taken(string typed) => Assert.Null(TargetRules.Strict.Complaint(typed));

    [Fact]
    public void An_address_of_500_characters_is_taken_and_a_longer_one_refused()
    {
        var longest = "https://till.example.com/".PadRight(TargetRules.LongestAddress, 'a');

        Assert.Null(TargetRules.Strict.Complaint(longest));
        Assert.Contains("too long", TargetRules.Strict.Complaint(longest + "a"), StringComparison.Ordinal);
    }
}
