using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;

namespace MemberCare.Core.Operations;

/// <summary>Keeps the activities of one commit, one after the other.</summary>
internal sealed class ActivityRecording(WriteTransaction transaction, Actor actor)
{
    private readonly Dictionary<CustomerId, Customer?> _customers = [];
    private readonly Dictionary<(DateOnly Day, ActivityKind Kind, Effect Effect, bool Counts, string Currency), (long Number, long Amount, long Points)> _days = [];
    private readonly PastPolicies _policies = new(transaction);

    /// <summary>Contacts on the block list that somebody met, to be counted once all is durable.</summary>
    public List<(IdentifierKind Kind, string Key)> Hits { get; } = [];

    /// <summary>Judges an activity and keeps it with its event; one that was kept before is answered as it was.</summary>
    public ActivityAnswer Keep(Activity activity)
    {
        if (ActivityRows.IsKnown(transaction.Connection, transaction.Tenant, actor.Id, activity.Id)
            && ActivityRows.Find(transaction.Connection, transaction.Tenant, actor.Id, activity.Id) is { } earlier)
        {
            return earlier.Hash.AsSpan().SequenceEqual(activity.Hash)
                ? new ActivityAnswer(activity.Id, KeptActivity.Of(earlier), Duplicate: true, null)
                : Fault(new ActivityIdReused());
        }

        if (activity.OverrideReason is not null && !actor.May(Permissions.OverrideBlockList))
        {
            return Fault(new NotPermitted(Permissions.OverrideBlockList));
        }

        if (!Who(activity.Customer, ActivityRules.IsForStrangersToo(activity.Kind), receiver: false).TryGet(out var customer, out var refusal))
        {
            return Fault(refusal);
        }

        Customer? receiver = null;
        if (activity.To is { } to)
        {
            if (!Who(to, strangersToo: false, receiver: true).TryGet(out var found, out refusal))
            {
                return Fault(refusal);
            }

            if (found.Known == customer.Known)
            {
                return Fault(new InvalidInput("to", "Points cannot be sent to the customer who sends them."));
            }

            receiver = found.Known;
        }

        return Keep(activity, customer.Known, receiver);

        ActivityAnswer Fault(Refusal why) => new(activity.Id, null, false, why);
    }

    /// <summary>Writes the sums by day, once for the whole commit.</summary>
    public void WriteDays()
    {
        foreach (var ((day, kind, effect, counts, currency), (number, amount, points)) in _days)
        {
            var sums = new ActivityDayRow
            {
                TenantId = transaction.Tenant,
                Day = day,
                Kind = kind,
                Effect = effect,
                Counts = counts,
                Currency = currency,
                Number = number,
                Amount = amount,
                Points = points,
            };
            ActivityRows.Add(transaction.Connection, sums);
        }
    }

    private ActivityAnswer Keep(Activity activity, Customer? customer, Customer? receiver)
    {
        var contacts = Contacts(activity, customer);
        var (then, now) = Circumstances(activity, customer, contacts);
        var verdict = ActivityRules.Judge(
            activity, then, now, receiver is null ? null : Circumstances(activity, receiver, []), actor.May(Permissions.OverrideBlockList));
        if (verdict.Overridden || verdict is { Layer: DecidingLayer.BlockList, IsRefused: true })
        {
            Hits.AddRange(contacts.Where(contact => IsListed([contact], activity.At)));
        }

        long? sequence = null;
        if (customer is not null)
        {
            var isDeed = !verdict.IsRefused && ActivityRules.IsDeed(activity.Kind, activity.Earned);
            var note = verdict.Overridden ? activity.OverrideReason : null;
            var happened = customer.Report(ActivityRules.EventOf(activity.Kind), activity.Facts(verdict), isDeed, note, actor, activity.At);
            sequence = transaction.Save(customer, happened).Sequence;
        }

        if (receiver is not null && !verdict.IsRefused)
        {
            transaction.Save(receiver, receiver.Report(ActivityRules.EventOf(activity.Kind), activity.Facts(verdict, received: true), false, null, actor, activity.At));
        }

        var row = Row(activity, verdict, customer, receiver, Message(activity, verdict, then, now), sequence);
        ActivityRows.Add(transaction.Connection, row);
        Count(row, activity.Amount);
        return new ActivityAnswer(activity.Id, KeptActivity.Of(row), Duplicate: false, null);
    }

    private ActivityRow Row(Activity activity, ActivityVerdict verdict, Customer? customer, Customer? receiver, string? message, long? sequence)
    {
        var moved = verdict.IsWorthPoints(activity.Kind);
        return new ActivityRow
        {
            TenantId = transaction.Tenant,
            Client = actor.Id,
            ClientName = actor.Name,
            Id = activity.Id,
            Hash = activity.Hash,
            Kind = activity.Kind,
            Earned = activity.Earned,
            CustomerId = customer?.Id,
            OtherId = receiver?.Id,
            At = activity.At,
            ReceivedAt = transaction.Now,
            Clock = activity.Clock,
            ClaimedAt = activity.ClaimedAt,
            Amount = activity.Amount?.Text,
            Currency = activity.Amount?.Currency,
            Points = moved ? activity.Points : null,
            Withheld = moved ? null : activity.Points,
            Coupon = activity.Coupon,
            Place = activity.Place,
            Via = activity.Via,
            Effect = verdict.Effect,
            Layer = verdict.Layer,
            Until = verdict.Until,
            Side = verdict.Side,
            Awards = verdict.Awards,
            Counts = verdict.Counts,
            Message = message,
            Override = verdict.Overridden ? activity.OverrideReason : null,
            Sequence = sequence,
        };
    }

    private void Count(ActivityRow row, Money? amount)
    {
        var key = (DateOnly.FromDateTime(row.At.UtcDateTime), row.Kind, row.Effect, row.Counts, row.Currency ?? "");
        var sums = _days.GetValueOrDefault(key);
        _days[key] = (sums.Number + 1, sums.Amount + (amount?.TenThousandths ?? 0), sums.Points + (row.Points ?? 0));
    }

    // What the customer may be told comes from where the decision fell: the present, unless only the past was in the way.
    private string? Message(Activity activity, ActivityVerdict verdict, Circumstances then, Circumstances now)
    {
        if (!verdict.IsRefused)
        {
            return null;
        }

        if (verdict.Side == ActivitySide.Receiver)
        {
            return "These points cannot be received there. Please contact us.";
        }

        var action = ActivityRules.ActionOf(activity.Kind);
        var decisive = ActivityRules.AsksLeave(activity.Kind) && now.Of(action).Effect == verdict.Effect ? now : then;
        var label = decisive.Standing is { } standing ? transaction.Catalogue.Label(standing.Label)?.PublicMessage : null;
        return transaction.Catalogue.Tenant.Messages.Of(new Decision(verdict.Effect, verdict.Layer, verdict.Until), action, decisive.Standing?.Status, label);
    }

    // The block list has a say in these kinds alone, so it is not asked for the others.
    private static List<(IdentifierKind Kind, string Key)> Contacts(Activity activity, Customer? customer) =>
        activity.Kind is ActivityKind.Booking or ActivityKind.PointsRedemption or ActivityKind.CouponRedemption
            ? [.. activity.Customer.Keys.Concat(customer?.Identifiers() ?? []).Where(contact => contact.Item1 is IdentifierKind.Mobile or IdentifierKind.Email).Distinct()]
            : [];

    private (Circumstances Then, Circumstances Now) Circumstances(Activity activity, Customer? customer, IReadOnlyList<(IdentifierKind, string)> contacts)
    {
        var (connection, moment, at) = (transaction.Connection, transaction.Now, activity.At);
        var now = new Circumstances(transaction.Catalogue.Policy, customer?.Standing, Standings.Listed(connection, transaction.Tenant, contacts, moment), moment);
        if (at >= moment)
        {
            return (now, now);
        }

        // Only redeeming heeds what is over a status; for all else a status that has not changed since says enough.
        var overlaid = activity.Kind is ActivityKind.PointsRedemption or ActivityKind.CouponRedemption;
        CustomerStanding? standing = customer is null ? null
            : !overlaid && customer.StatusUpdatedAt <= at ? customer.Standing
            : PastStandings.Of(connection, transaction.Tenant, customer.Id, customer.Standing, at).Standing;
        return (new Circumstances(_policies.At(at), standing, PastStandings.Listed(connection, transaction.Tenant, contacts, at), at), now);
    }

    private bool IsListed(IReadOnlyList<(IdentifierKind, string)> contact, DateTimeOffset at) =>
        Standings.Listed(transaction.Connection, transaction.Tenant, contact, transaction.Now).IsListed
        || PastStandings.Listed(transaction.Connection, transaction.Tenant, contact, at).IsListed;

    // An id is somebody or a mistake. Of identifiers the first that is known decides, those before all that only one customer can have.
    private Outcome<Found> Who(Party party, bool strangersToo, bool receiver)
    {
        if (party.Id is { } id)
        {
            return Find(id) is { } named ? new Found(named) : new CustomerUnknown(receiver);
        }

        foreach (var (kind, key) in party.Keys)
        {
            switch (Standings.Holders(transaction.Connection, transaction.Tenant, kind, key))
            {
                case [var only]:
                    return new Found(Find(only));
                case { Count: > 1 }:
                    return new CustomerAmbiguous(receiver);
            }
        }

        return strangersToo ? new Found(null) : new CustomerUnknown(receiver);
    }

    private Customer? Find(CustomerId id)
    {
        if (!_customers.TryGetValue(id, out var customer))
        {
            _customers[id] = customer = transaction.Find(id);
        }

        return customer;
    }

    /// <summary>Somebody who was looked up; nobody, where it is a stranger.</summary>
    private readonly record struct Found(Customer? Known);
}

/// <summary>The organisation's rules of past moments, each read once in a commit.</summary>
internal sealed class PastPolicies(WriteTransaction transaction)
{
    private readonly Dictionary<int, DecisionPolicy> _read = [];
    private List<(int Version, DateTimeOffset At)>? _changes;

    /// <summary>The rules that were in force.</summary>
    public DecisionPolicy At(DateTimeOffset moment)
    {
        var catalogue = transaction.Catalogue;
        if (catalogue.PolicyVersion == 0)
        {
            return catalogue.Policy;
        }

        _changes ??= [.. transaction.Db.PolicyChanges.OrderByDescending(change => change.Version).Select(change => new { change.Version, change.At }).AsEnumerable().Select(change => (change.Version, change.At))];
        var version = _changes.Find(change => change.At <= moment).Version;
        if (version == catalogue.PolicyVersion)
        {
            return catalogue.Policy;
        }

        if (!_read.TryGetValue(version, out var policy))
        {
            _read[version] = policy = PastStandings.Rules(transaction.Db, moment).Policy;
        }

        return policy;
    }
}
