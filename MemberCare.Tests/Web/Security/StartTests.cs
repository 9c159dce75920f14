using MemberCare.Web.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace MemberCare.Tests.Web.Security;

/// <summary>Settings with which the application had better not start.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Production", "*", true)]
    [InlineData("Production", null, true)]
    [InlineData("Production", "", true)]
    [InlineData("Staging", "desk.example;*", true)]
    [InlineData("Production", "desk.example", false)]
    [InlineData("Production", "*.example;desk.test", false)]
    [InlineData("Development", "*", false)]
    public void Outside_development_the_hosts_have_to_be_named(string environment, string? hosts, bool refused)
    {
        var why = WhyNotToStart(environment, ("AllowedHosts", hosts));

        Assert.Equal(refused, why is not null);
        Assert.True(why is null || why.Contains("AllowedHosts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MemberCare:Site:KnownProxies:0", "proxy.example", "KnownProxies")]
    [InlineData("MemberCare:Site:KnownNetworks:0", "10.0.0.0", "KnownNetworks")]
    [InlineData("MemberCare:Site:KnownNetworks:0", "10.0.0.0/33", "KnownNetworks")]
    [InlineData("MemberCare:Site:HttpsPort", "0", "HttpsPort")]
    [InlineData("MemberCare:Site:HttpsPort", "https", "HttpsPort")]
    [InlineData("MemberCare:Site:MostOpenWindows", "0", "MostOpenWindows")]
    [InlineData("MemberCare:Limits:ApiPerSecond", "0", "MemberCare:Limits")]
    [InlineData("MemberCare:Limits:SignInPerMinute", "-1", "MemberCare:Limits")]
    public void A_setting_that_cannot_be_meant_is_named(string name, string value, string named) =>
        Assert.Contains(named, WhyNotToStart("Development", (name, value)), StringComparison.Ordinal);

    [Fact]
    public void Addresses_and_networks_of_both_kinds_are_taken() => Assert.Null(WhyNotToStart(
        "Development",
        ("MemberCare:Site:KnownProxies:0", "10.0.0.7"),
        ("MemberCare:Site:KnownProxies:1", "2001:db8::7"),
        ("MemberCare:Site:KnownNetworks:0", "10.1.0.0/16"),
        ("MemberCare:Site:KnownNetworks:1", "2001:db8::/32")));

    private static string? WhyNotToStart(string environment, params (string Name, string? Value)[] settings) => SiteSetup.WhyNotToStart(
        new Named(environment),
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build());

    private sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "MemberCare";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
