using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Customers;

public sealed class LoginLockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly LockRule Rule = new(5, TimeSpan.FromHours(24));
    private static readonly Actor Portal = Actor.System(new TenantId(1), "Portal", Channel.Portal);
    private static readonly Decision Open = new(Effect.Allow, DecidingLayer.None, null);

    private readonly Customer _customer = Customer.Register(
        CustomerId.New(Noon),
        new TenantId(1),
        CustomerDetails.Read(new RawDetails { Name = "Siti Aminah", Mobile = "012-345 6789", RegisteredAt = Noon.AddDays(-30) }, "MY", Noon).Value,
        StatusLabel.OfStatus(new TenantId(1), CustomerStatus.Active),
        Portal,
        Noon).Customer;

    [Fact]
    public void Five_failures_in_a_row_lock_sign_in_for_a_day_and_the_fifth_alone_leaves_an_event()
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(Fail(i));
            Assert.False(_customer.Overlays.IsLocked(Noon.AddMinutes(i)));
        }

        var locked = Fail(4)!;

        Assert.Equal((EventKind.LoginLocked, "5"), (locked.Kind, locked.Data![EventData.Failures]));
        Assert.Equal(Noon.AddMinutes(4).AddHours(24), _customer.LoginLockedUntil);
        Assert.Equal($"{_customer.LoginLockedUntil!.Value.ToUnixTimeMilliseconds()}", locked.Data[EventData.Until]);
        Assert.True(_customer.Overlays.IsLocked(Noon.AddHours(24)));
        Assert.False(_customer.Overlays.IsLocked(Noon.AddMinutes(4).AddHours(24)));
    }

    [Fact]
    public void A_sign_in_between_begins_the_row_anew()
    {
        Fail(0, 1, 2, 3);
        Succeed(4);
        Fail(5, 6, 7, 8);

        Assert.Equal(4, _customer.FailedSignIns);
        Assert.Null(_customer.LoginLockedUntil);
        Assert.NotNull(Fail(9));
    }

    [Fact]
    public void Tries_while_locked_do_not_prolong_the_lock_and_after_its_end_a_new_row_begins()
    {
        Fail(0, 1, 2, 3, 4);
        var until = _customer.LoginLockedUntil;

        Fail(5, 60, 600);
        Assert.Equal(until, _customer.LoginLockedUntil);

        var after = (24 * 60) + 10;
        Assert.Null(Fail(after));
        Assert.Equal((1, null), (_customer.FailedSignIns, _customer.LoginLockedUntil));
        Fail(after + 1, after + 2, after + 3);
        Assert.NotNull(Fail(after + 4));
    }

    [Fact]
    public void A_success_told_while_locked_is_kept_with_the_layer_that_said_no_and_lifts_nothing()
    {
        Fail(0, 1, 2, 3, 4);

        var signedIn = Succeed(10, new Decision(Effect.Deny, DecidingLayer.LoginLock, _customer.LoginLockedUntil));

        Assert.Equal(("Deny", "LoginLock"), (signedIn.Data![EventData.Effect], signedIn.Data[EventData.Layer]));
        Assert.True(_customer.Overlays.IsLocked(Noon.AddMinutes(10)));
        Assert.Equal((5, Noon.AddMinutes(10)), (_customer.FailedSignIns, _customer.LastActivityAt));
    }

    [Fact]
    public void An_old_failure_before_the_last_success_does_not_count()
    {
        Succeed(10);

        Fail(1, 2, 3, 4, 5, 6, 9);

        Assert.Equal((0, null), (_customer.FailedSignIns, _customer.LoginLockedUntil));
    }

    [Fact]
    public void A_success_told_late_leaves_of_the_failures_the_newest_alone()
    {
        Fail(0, 1, 2, 8);

        Tell(minute: 5, now: 20);

        Assert.Equal(1, _customer.FailedSignIns);
        Assert.False(Fail(9) is not null || Fail(10) is not null || Fail(11) is not null);
        Assert.NotNull(Fail(12));
    }

    [Fact]
    public void A_success_that_was_before_the_lock_is_not_told_as_one_in_spite_of_it()
    {
        Fail(0, 1, 2, 3, 4);

        var late = _customer.SignIn(new Decision(Effect.Deny, DecidingLayer.LoginLock, null), [], Portal, Noon.AddMinutes(-5), Noon.AddMinutes(30));

        Assert.DoesNotContain(EventData.Effect, late.Data!.Keys);
    }

    [Fact]
    public void A_failure_that_is_told_days_later_does_not_count_but_a_clock_a_day_slow_does_no_harm()
    {
        var slow = TimeSpan.FromDays(-1);
        for (var i = 0; i < 6; i++)
        {
            _customer.FailSignIn(Rule, Portal, Noon.AddDays(-3), Noon.AddMinutes(i));
        }

        Assert.Equal(0, _customer.FailedSignIns);

        CustomerEvent? locked = null;
        for (var i = 0; i < 5; i++)
        {
            locked = _customer.FailSignIn(Rule, Portal, Noon.AddMinutes(i) + slow, Noon.AddMinutes(i));
        }

        Assert.Equal(EventKind.LoginLocked, locked?.Kind);
        Assert.Null(_customer.LiftLoginLock(null, Portal, Noon.AddMinutes(20)).Refusal);
        for (var i = 30; i < 35; i++)
        {
            locked = _customer.FailSignIn(Rule, Portal, Noon.AddMinutes(i) + slow, Noon.AddMinutes(i));
        }

        Assert.True(_customer.Overlays.IsLocked(Noon.AddMinutes(40)));
    }

    [Fact]
    public void A_new_password_lifts_the_lock_and_one_older_than_the_failures_does_not()
    {
        Fail(0, 1, 2, 3, 4);

        Assert.Null(_customer.ResetPassword(Portal, Noon.AddMinutes(-10), Noon.AddMinutes(5)));
        Assert.True(_customer.Overlays.IsLocked(Noon.AddMinutes(5)));

        var lifted = _customer.ResetPassword(Portal, Noon.AddMinutes(6), Noon.AddMinutes(6));
        Assert.Equal((EventKind.LoginLockLifted, "password-reset"), (lifted!.Kind, lifted.Data![EventData.LiftedBy]));
        Assert.Equal((0, null), (_customer.FailedSignIns, _customer.LoginLockedUntil));
        Assert.Null(_customer.ResetPassword(Portal, Noon.AddMinutes(7), Noon.AddMinutes(7)));
    }

    [Fact]
    public void A_person_lifts_the_lock_once_and_failures_from_before_it_count_no_more()
    {
        Fail(0, 1, 2, 3, 4);

        var lifted = _customer.LiftLoginLock(" Proved who they are ", Portal, Noon.AddMinutes(9)).Value;

        Assert.Equal((EventKind.LoginLockLifted, "person", "Proved who they are"), (lifted.Kind, lifted.Data![EventData.LiftedBy], lifted.Note));
        Assert.IsType<NotLocked>(_customer.LiftLoginLock(null, Portal, Noon.AddMinutes(9)).Refusal);
        _customer.FailSignIn(Rule, Portal, Noon.AddMinutes(3), Noon.AddMinutes(10));
        Assert.Equal(0, _customer.FailedSignIns);
        Fail(11, 12, 13, 14);
        Assert.NotNull(Fail(15));
    }

    [Fact]
    public void A_lock_whose_end_has_come_cannot_be_lifted_any_more()
    {
        Fail(0, 1, 2, 3, 4);

        Assert.IsType<NotLocked>(_customer.LiftLoginLock(null, Portal, Noon.AddDays(2)).Refusal);
        Assert.IsType<InvalidInput>(_customer.LiftLoginLock("\0", Portal, Noon.AddMinutes(5)).Refusal);
        Assert.True(_customer.Overlays.IsLocked(Noon.AddMinutes(5)));
    }

    [Fact]
    public void In_order_the_count_is_always_that_of_a_plain_list_of_what_was_told()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var rule = new LockRule(random.Next(3, 8), TimeSpan.FromHours(random.Next(1, 30)));
            var (row, until, now) = (0, (DateTimeOffset?)null, Noon);
            var customer = new Customer { TenantId = new TenantId(1) };
            for (var i = 0; i < 120; i++)
            {
                now += TimeSpan.FromMinutes(random.Next(1, 240));
                if (until <= now)
                {
                    (row, until) = (0, null);
                }

                switch (random.Next(12))
                {
                    case 0:
                        row = until is null ? 0 : row;
                        customer.SignIn(Open, [], Portal, now, now);
                        break;
                    case 1:
                        (row, until) = (0, null);
                        customer.ResetPassword(Portal, now, now);
                        break;
                    case 2:
                        Assert.Equal(until is not null, customer.LiftLoginLock(null, Portal, now).Refusal is null);
                        (row, until) = until is null ? (row, until) : (0, null);
                        break;
                    default:
                        row += until is null ? 1 : 0;
                        var locks = until is null && row == rule.After;
                        until = locks ? now + rule.For : until;
                        Assert.Equal(locks, customer.FailSignIn(rule, Portal, now, now) is not null);
                        Assert.Equal(row, customer.FailedSignIns);
                        break;
                }

                Assert.Equal((until is not null, until), (customer.Overlays.IsLocked(now), customer.Overlays.IsLocked(now) ? customer.LoginLockedUntil : null));
            }
        }
    }

    [Fact]
    public void Do_not_contact_is_an_event_survives_every_change_of_status_and_is_taken_back_by_the_same_road()
    {
        var set = _customer.SetContactPreference(true, "Too many messages", Portal, Noon).Value;
        Assert.Equal((EventKind.ContactPreferenceChanged, "yes", "Too many messages"), (set.Kind, set.Data![EventData.DoNotContact], set.Note));
        Assert.IsType<PreferenceSame>(_customer.SetContactPreference(true, null, Portal, Noon).Refusal);

        var labels = StatusWords.All.ToDictionary(status => status, status =>
        {
            var label = StatusLabel.OfStatus(new TenantId(1), status);
            label.Id = new LabelId((int)status + 1);
            return label;
        });
        _customer.LabelId = labels[CustomerStatus.Active].Id;
        foreach (var (from, to) in new[] { (CustomerStatus.Active, CustomerStatus.Blocked), (CustomerStatus.Blocked, CustomerStatus.Active), (CustomerStatus.Active, CustomerStatus.Suspended), (CustomerStatus.Suspended, CustomerStatus.Deleted) })
        {
            Assert.Null(_customer.MoveTo(labels[from], labels[to], null, "As agreed", [], Portal, Noon).Refusal);
            Assert.True(_customer.DoNotContact);
        }

        Assert.Equal("no", _customer.SetContactPreference(false, null, Portal, Noon).Value.Data![EventData.DoNotContact]);
        Assert.False(_customer.DoNotContact);
    }

    private CustomerEvent? Fail(params int[] minutes) =>
        minutes.Select(minute => _customer.FailSignIn(Rule, Portal, Noon.AddMinutes(minute), Noon.AddMinutes(minute))).ToList()[^1];

    private CustomerEvent Succeed(int minute, Decision? decision = null) =>
        _customer.SignIn(decision ?? Open, [], Portal, Noon.AddMinutes(minute), Noon.AddMinutes(minute));

    private void Tell(int minute, int now) => _customer.SignIn(Open, [], Portal, Noon.AddMinutes(minute), Noon.AddMinutes(now));
}
