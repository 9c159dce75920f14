using System.Globalization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>When an organisation locks sign-in, and for how long [L2].</summary>
/// <param name="After">How many failed tries in a row lock it.</param>
/// <param name="For">How long it is locked.</param>
public readonly record struct LockRule(int After, TimeSpan For)
{
    /// <summary>A failure that is told later than this after it happened counts no more: a lock by it would have ended. A reporter's clock may be off by a day.</summary>
    public TimeSpan Oldest => For + TimeSpan.FromDays(1);
}

/// <summary>What is over a customer besides the status: the lock of sign-in, which sets itself, and the wish not to be contacted.</summary>
/// <remarks>
/// Reports of sign-ins come late and out of order, from clocks that are not ours. The moments that they name are therefore compared with each other alone, and
/// a lock lasts by our own clock.
/// </remarks>
public sealed partial class Customer
{
    /// <summary>The newest failed try that counted, by the clock of whoever reported it; null where there was none.</summary>
    public DateTimeOffset? LastFailedSignInAt { get; internal set; }

    /// <summary>Failed tries before this moment count no more, by the clock of whoever reported: the customer signed in, got a new password, or was let in again by a person.</summary>
    public DateTimeOffset? SignInsSettledAt { get; internal set; }

    /// <summary>A try to sign in that failed. While sign-in is locked, and where it is older than what was settled since, it changes nothing.</summary>
    /// <param name="rule">The organisation's rule.</param>
    /// <param name="actor">Who reports it.</param>
    /// <param name="at">When it was tried, as reported.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The event of the lock where this try set it; otherwise null, though the try may have been counted.</returns>
    public CustomerEvent? FailSignIn(LockRule rule, Actor actor, DateTimeOffset at, DateTimeOffset now)
    {
        if (Overlays.IsLocked(now) || at < SignInsSettledAt || at < now - rule.Oldest)
        {
            return null;
        }

        ForgetEndedLock(now);
        LastFailedSignInAt = Later(LastFailedSignInAt, at);
        FailedSignIns++;
        if (FailedSignIns < rule.After)
        {
            return null;
        }

        LoginLockedUntil = now + rule.For;
        return Event(EventKind.LoginLocked, actor, now) with
        {
            Data = new EventData
            {
                [EventData.Until] = Number(LoginLockedUntil.Value.ToUnixTimeMilliseconds()),
                [EventData.Failures] = Number(FailedSignIns),
            },
        };
    }

    /// <summary>
    /// A sign-in that succeeded. It ends a row of failures, but no lock: whoever got in past a lock may be the one it was set against. Such a sign-in is kept as
    /// what it is, with the layer that had said no.
    /// </summary>
    /// <param name="decision">What is decided of signing in at this moment.</param>
    /// <param name="data">Further facts of the event.</param>
    /// <param name="actor">Who reports it.</param>
    /// <param name="at">When it was, as reported; never in the future.</param>
    /// <param name="now">The present moment.</param>
    public CustomerEvent SignIn(Decision decision, EventData data, Actor actor, DateTimeOffset at, DateTimeOffset now)
    {
        var earlier = at < LastFailedSignInAt;
        if (!Overlays.IsLocked(now))
        {
            ForgetEndedLock(now);

            // An older success that is told late came in between failures, and of those only the newest is known to be later.
            FailedSignIns = !earlier ? 0 : at > SignInsSettledAt || SignInsSettledAt is null ? Math.Min(FailedSignIns, 1) : FailedSignIns;
        }

        SignInsSettledAt = Later(SignInsSettledAt, at);
        if (!decision.IsAllowed && !(decision.Layer == DecidingLayer.LoginLock && earlier))
        {
            (data[EventData.Effect], data[EventData.Layer]) = (decision.Effect.ToString(), decision.Layer.ToString());
        }

        return Note(EventKind.SignedIn, data, actor, at);
    }

    /// <summary>A password that was reset. It lifts a lock, unless it is older than the failures that set it.</summary>
    /// <returns>The event where a lock was lifted; otherwise null, though failures may have been forgotten.</returns>
    public CustomerEvent? ResetPassword(Actor actor, DateTimeOffset at, DateTimeOffset now)
    {
        if (at < LastFailedSignInAt)
        {
            return null;
        }

        var locked = Overlays.IsLocked(now);
        (FailedSignIns, LoginLockedUntil) = (0, null);
        SignInsSettledAt = Later(SignInsSettledAt, at);
        return locked ? Lifted("password-reset", actor, now) : null;
    }

    /// <summary>A person lifts the lock.</summary>
    /// <param name="note">Why, in own words; or nothing.</param>
    /// <param name="actor">Who lifts it.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The event; or <see cref="NotLocked"/>, or <see cref="InvalidInput"/> on the note.</returns>
    public Outcome<CustomerEvent> LiftLoginLock(string? note, Actor actor, DateTimeOffset now)
    {
        if (!Overlays.IsLocked(now))
        {
            return new NotLocked();
        }

        if (!Words(note).TryGet(out var words, out var refusal))
        {
            return refusal;
        }

        // What was tried before the lock counts no more, also where it is told later; what is tried from now on does.
        (FailedSignIns, LoginLockedUntil, SignInsSettledAt) = (0, null, Later(SignInsSettledAt, LastFailedSignInAt));
        return Lifted("person", actor, now) with { Note = words };
    }

    /// <summary>Whether the customer wants no messages, or wants them again. Any status, and every change of it, leaves this as it is [P12].</summary>
    /// <param name="doNotContact">The wish.</param>
    /// <param name="note">Why, in own words; or nothing.</param>
    /// <param name="actor">Who took the wish down.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The event; <see cref="PreferenceSame"/> where the wish is known, or <see cref="InvalidInput"/> on the note.</returns>
    public Outcome<CustomerEvent> SetContactPreference(bool doNotContact, string? note, Actor actor, DateTimeOffset now)
    {
        if (!Words(note).TryGet(out var words, out var refusal))
        {
            return refusal;
        }

        if (doNotContact == DoNotContact)
        {
            return new PreferenceSame(doNotContact);
        }

        DoNotContact = doNotContact;
        return Event(EventKind.ContactPreferenceChanged, actor, now) with
        {
            Note = words,
            Data = new EventData { [EventData.DoNotContact] = doNotContact ? "yes" : "no" },
        };
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Outcome<string?> Words(string? note)
    {
        var (text, complaint) = PlainText.Read(note, "The note", GivenReason.LongestNote, lines: true);
        if (complaint is not null)
        {
            return new InvalidInput("note", complaint);
        }

        return text.Length > 0 ? text : null as string;
    }

    private CustomerEvent Lifted(string by, Actor actor, DateTimeOffset now) =>
        Event(EventKind.LoginLockLifted, actor, now) with { Data = new EventData { [EventData.LiftedBy] = by } };

    // A lock that time has ended is kept, so that it can be told of, until the next try begins a new row.
    private void ForgetEndedLock(DateTimeOffset now)
    {
        if (LoginLockedUntil <= now)
        {
            (LoginLockedUntil, FailedSignIns, SignInsSettledAt) = (null, 0, Later(SignInsSettledAt, LastFailedSignInAt));
        }
    }
}

/// <summary>The customer's sign-in is not locked.</summary>
public sealed record NotLocked : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "Sign-in is not locked any more. There is nothing to lift.";
}

/// <summary>The wish is known already.</summary>
/// <param name="DoNotContact">What it is.</param>
public sealed record PreferenceSame(bool DoNotContact) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => DoNotContact
        ? "The customer is on “do not contact” already. There is nothing to change."
        : "The customer may be contacted already. There is nothing to change.";
}
