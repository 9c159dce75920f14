using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Tenants;

public sealed class StaffSessionTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_a_person_does_a_session_ends_by_its_longest_and_never_before_its_idle_time_and_what_is_over_stays_over()
    {
        // Pauses in minutes, some of them longer than the idle time.
        var days = Gen.Choose(0, 45).ArrayOf().ToArbitrary();

        Prop.ForAll(days, pauses =>
        {
            var (session, now, over) = (Open(), Morning, false);
            foreach (var pause in pauses)
            {
                var used = session.UsedAt;
                now += TimeSpan.FromMinutes(pause);
                var expected = over || now >= used + TimeSpan.FromMinutes(30) || now >= Morning + TimeSpan.FromHours(12);
                if (session.IsOver(now) != expected)
                {
                    return false;
                }

                over = expected;
                session.Use(now, TimeSpan.FromMinutes(30));
                if (session.ExpiresAt > session.EndsAt || session.IsOver(now) != over)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(30, 59, false)]
    [InlineData(30, 60, true)]
    [InlineData(1, 5, false)]
    [InlineData(1, 6, true)]
    public void Use_is_kept_once_a_minute_or_sooner_where_the_idle_time_is_short(int idleMinutes, int seconds, bool kept) =>
        Assert.Equal(kept, StaffSession.IsWorthKeeping(Morning, Morning.AddSeconds(seconds), TimeSpan.FromMinutes(idleMinutes)));

    [Theory]
    [InlineData(30, 720, null)]
    [InlineData(1, 1, null)]
    [InlineData(0, 720, "a minute")]
    [InlineData(30, 29, "altogether")]
    [InlineData(30, 60 * 24 * 31, "30 days")]
    public void Limits_that_make_no_sense_are_complained_of(int idleMinutes, int longestMinutes, string? complaint)
    {
        var said = new SessionLimits(TimeSpan.FromMinutes(idleMinutes), TimeSpan.FromMinutes(longestMinutes)).Complaint();

        Assert.Equal(complaint is null, said is null);
        Assert.Contains(complaint ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Aisyah binti Rahman", "Aisyah binti Rahman")]
    [InlineData("  Aisyah\u200B ", "Aisyah")]
    [InlineData("", "sub-1")]
    [InlineData(null, "sub-1")]
    [InlineData("\u202E\u2066", "sub-1")]
    [InlineData("a\0b", "sub-1")]
    public void Whoever_the_provider_lets_in_has_a_name_that_can_be_shown(string? sent, string shown)
    {
        var person = StaffMember.FromProvider(new(1), "https://login.example", "sub-1");

        person.Admit(sent, [Role.Agent]);

        Assert.Equal(shown, person.Name);
    }

    [Fact]
    public void A_name_of_any_length_is_cut_between_characters()
    {
        var person = StaffMember.FromProvider(new(1), "https://login.example", "sub-1");

        person.Admit(new string('x', 99) + "😀😀", []);

        Assert.Equal(new string('x', 99), person.Name);
    }

    [Fact]
    public void Roles_are_others_only_where_the_set_of_them_is()
    {
        var person = StaffMember.FromProvider(new(1), "https://login.example", "sub-1");

        Assert.False(person.Admit("A", []));
        Assert.IsType<NoRole>(person.WhyNoAccess());
        Assert.True(person.Admit("A", [Role.Approver, Role.Agent, Role.Agent]));
        Assert.False(person.Admit("A", [Role.Agent, Role.Approver]));
        Assert.Null(person.WhyNoAccess());
        Assert.True(person.Admit("A", [Role.Agent, (Role)77]));
        Assert.Equal([Role.Agent], person.Roles);
    }

    private static StaffSession Open()
    {
        var person = StaffMember.FromProvider(new(1), "https://login.example", "sub-1");
        return StaffSession.Open(person, StaffSession.HashOf("key"), null, [], SessionLimits.Default, Morning);
    }
}
