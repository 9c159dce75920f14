using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Tenants;

public sealed class TenantTests
{
    [Theory]
    [InlineData("kopi-house")]
    [InlineData("a")]
    [InlineData("  kopi2  ")]
    public void A_short_name_is_lower_case_letters_digits_and_hyphens(string name) =>
        Assert.Equal(name.Trim(), Tenant.Create(name, null, "MY").Value.Name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Kopi")]
    [InlineData("kopi house")]
    [InlineData("kopi/house")]
    [InlineData("../etc")]
    [InlineData("köpi")]
    [InlineData("kopi\0")]
    public void Another_short_name_is_refused_at_its_field(string? name) =>
        Assert.Equal(["tenant"], Assert.IsType<InvalidInput>(Tenant.Create(name, null, "MY").Refusal).Fields.Keys);

    [Theory]
    [InlineData("my")]
    [InlineData(" SG ")]
    public void A_region_is_read_in_any_case(string region) => Assert.Equal(region.Trim().ToUpperInvariant(), Tenant.Create("a", "A", region).Value.Region);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("XX")]
    [InlineData("MYS")]
    [InlineData("Malaysia")]
    [InlineData("001")]
    public void An_unknown_region_is_refused_at_its_field(string? region) =>
        Assert.Equal(["region"], Assert.IsType<InvalidInput>(Tenant.Create("a", "A", region).Refusal).Fields.Keys);

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(121, true)]
    [InlineData(3651, false)]
    [InlineData(int.MaxValue, true)]
    [InlineData(int.MinValue, false)]
    public void An_activity_period_beyond_its_bounds_is_refused_and_nothing_is_taken_over(int count, bool months)
    {
        var tenant = Tenant.Create("a", "A", "MY").Value;

        var refusal = tenant.Set("B", "SG", new ActivityPeriod(count, months), 5, 24, tenant.Version).Refusal;

        Assert.Equal(["activityPeriod"], Assert.IsType<InvalidInput>(refusal).Fields.Keys);
        Assert.Equal(("A", "MY", ActivityPeriod.Default), (tenant.Title, tenant.Region, tenant.ActivityPeriod));
    }

    [Fact]
    public void Months_are_calendar_months_and_days_are_days()
    {
        var now = new DateTimeOffset(2026, 8, 31, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateTimeOffset(2026, 2, 28, 10, 0, 0, TimeSpan.Zero), new ActivityPeriod(6, true).Start(now));
        Assert.Equal(new DateTimeOffset(2026, 6, 2, 10, 0, 0, TimeSpan.Zero), new ActivityPeriod(90, false).Start(now));
        Assert.Equal("P6M", ActivityPeriod.Default.ToString());
        Assert.Equal(new ActivityPeriod(90, false), ActivityPeriod.Parse("P90D"));
    }

    [Fact]
    public void Somebody_without_a_name_or_a_role_is_not_taken_on()
    {
        Assert.Equal(["name"], Assert.IsType<InvalidInput>(StaffMember.Create(new(1), " ", Role.Agent).Refusal).Fields.Keys);
        Assert.Equal(["name"], Assert.IsType<InvalidInput>(StaffMember.Create(new(1), new string('x', 10_000_000), Role.Agent).Refusal).Fields.Keys);
        Assert.Equal(["roles"], Assert.IsType<InvalidInput>(StaffMember.Create(new(1), "Ravi K.").Refusal).Fields.Keys);
        Assert.Equal(["roles"], Assert.IsType<InvalidInput>(StaffMember.Create(new(1), "Ravi K.", (Role)77).Refusal).Fields.Keys);
        Assert.Equal("Ravi K.", StaffMember.Create(new(1), "Ravi K.", Role.Agent, Role.Agent).Value.Name);
    }

    [Fact]
    public void A_key_needs_a_name_and_known_scopes_and_is_kept_as_a_hash()
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(["name"], Assert.IsType<InvalidInput>(ApiKey.Create(new(1), "", ["customers:read"], now).Refusal).Fields.Keys);
        Assert.Equal(["scope"], Assert.IsType<InvalidInput>(ApiKey.Create(new(1), "Till", [], now).Refusal).Fields.Keys);
        Assert.Equal(["scope"], Assert.IsType<InvalidInput>(ApiKey.Create(new(1), "Till", ["customers:read", "all"], now).Refusal).Fields.Keys);
        var (key, secret) = ApiKey.Create(new(1), "Till", ["customers:read"], now).Value;
        Assert.Equal(ApiKey.HashOf(secret), key.Hash);
        Assert.Equal(Permissions.ViewCustomers, key.AsActor().Permissions);
        Assert.NotEqual(secret, ApiKey.Create(new(1), "Till", ["customers:read"], now).Value.Secret);
    }
}
