using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>What a portal tells of a try to sign in, or of a new password.</summary>
/// <param name="Who">Who it was, as far as the portal knows.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the portal's clock; null for now. A moment in the future counts as now.</param>
/// <param name="Place">Where, in the organisation's words; or nothing.</param>
/// <param name="IdempotencyKey">See <see cref="ChangeStatusRequest"/>.</param>
public sealed record SignInReport(NamedCustomer Who, SignInReportKind Kind, DateTimeOffset? At, string? Place, string? IdempotencyKey);

/// <summary>What can be told of signing in.</summary>
public enum SignInReportKind
{
    /// <summary>Somebody signed in.</summary>
    Succeeded,

    /// <summary>Somebody tried with a wrong password.</summary>
    Failed,

    /// <summary>Somebody set a new password, after the portal found out that they are who they say.</summary>
    PasswordReset,
}

/// <summary>Where sign-in stands after a report.</summary>
/// <param name="LockedUntil">When the lock ends by itself; null where there is none.</param>
/// <param name="FailuresInARow">How many tries failed in a row so far.</param>
/// <param name="Decision">What is decided of signing in at this moment.</param>
/// <param name="Message">What the customer is told; null where nothing.</param>
/// <param name="Customer">Who it is; null for a stranger, and where several have the identifier.</param>
public sealed record SignInStanding(DateTimeOffset? LockedUntil, int FailuresInARow, Decision Decision, string? Message, CustomerId? Customer)
{
    /// <summary>Whether sign-in is locked.</summary>
    public bool IsLocked => LockedUntil is not null;
}

/// <summary>Takes in what a portal tells of sign-ins: counts failures, locks sign-in after too many in a row [L2], and lifts the lock after a new password.</summary>
/// <remarks>
/// Customers who share an identifier share the login behind it: a report counts for each of them, and the strictest of them decides. Of a stranger nothing is kept,
/// and deleted customers stay as they are: the answer has the same shape.
/// </remarks>
public sealed class ReportSignIns(Gate gate, Writer writer)
{
    /// <summary>The most customers whom a report can concern; an identifier that more have names nobody.</summary>
    public const int MostHolders = 20;

    private const string SelectHolders =
        """
        SELECT i.customer_id FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 AND c.status <> 6 ORDER BY i.customer_id LIMIT @limit
        """;

    // A sender's clock may run a little ahead of ours; beyond that the moment it named is kept beside the event.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Takes a report in, or says why not.</summary>
    /// <returns>
    /// Where sign-in stands now, durable; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="IdentifierShared"/>,
    /// <see cref="IdempotencyKeyReused"/>, <see cref="StoreUnavailable"/>.
    /// </returns>
    public async Task<Outcome<SignInStanding>> RunAsync(SignInReport report, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ReportSignIns, nameof(ReportSignIns)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(report.IdempotencyKey) is { } complaint)
        {
            return complaint;
        }

        var (place, wrong) = PlainText.Read(report.Place, "The place", CustomerDetails.LongestField);
        if (wrong is not null)
        {
            return new InvalidInput("place", wrong);
        }

        var hash = Idempotency.HashOf(report, report.IdempotencyKey);
        return await writer.RunAsync(actor.Tenant, transaction => Take(transaction, report with { Place = place }, hash, actor), cancellation);
    }

    private static Outcome<SignInStanding> Take(WriteTransaction transaction, SignInReport report, byte[] hash, Actor actor)
    {
        if (!transaction.Replay(actor, report.IdempotencyKey, hash).TryGet(out var earlier, out var refusal)
            || !report.Who.Read(transaction.Catalogue.Tenant.Region).TryGet(out var named, out refusal))
        {
            return refusal;
        }

        if (!Holders(transaction, named).TryGet(out var customers, out refusal))
        {
            return refusal;
        }

        if (customers.Count == 0)
        {
            return OfStranger(transaction, named);
        }

        if (earlier is null)
        {
            foreach (var customer in customers.Where(customer => customer.Status != CustomerStatus.Deleted))
            {
                Apply(transaction, customer, report, customers.Count, actor);
            }

            transaction.Remember(actor, report.IdempotencyKey, hash, customers[0].Id, customers[0].LastSequence);
        }

        return Strictest(transaction, customers);
    }

    private static void Apply(WriteTransaction transaction, Customer customer, SignInReport report, int sharing, Actor actor)
    {
        var now = transaction.Now;
        var at = report.At is { } named && named < now ? Clock.Whole(named) : now;
        var (tenant, happened) = (transaction.Catalogue.Tenant, (CustomerEvent?)null);
        switch (report.Kind)
        {
            case SignInReportKind.Failed:
                happened = customer.FailSignIn(new LockRule(tenant.LockAfterFailures, TimeSpan.FromHours(tenant.LockHours)), actor, at, now);
                break;
            case SignInReportKind.PasswordReset:
                happened = customer.ResetPassword(actor, at, now);
                break;
            default:
                happened = customer.SignIn(Decision(transaction, customer), Facts(report, sharing, now), actor, at, now);
                break;
        }

        if (happened is null)
        {
            transaction.SaveOverlays(customer);
        }
        else
        {
            transaction.Save(customer, happened);
        }
    }

    private static EventData Facts(SignInReport report, int sharing, DateTimeOffset now)
    {
        var data = new EventData();
        if (!string.IsNullOrEmpty(report.Place))
        {
            data[EventData.Place] = report.Place;
        }

        if (report.At > now + Ahead)
        {
            data[EventData.ClaimedAt] = report.At.Value.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        }

        if (sharing > 1)
        {
            data[EventData.Sharing] = sharing.ToString(CultureInfo.InvariantCulture);
        }

        return data;
    }

    private static Outcome<List<Customer>> Holders(WriteTransaction transaction, (CustomerId? Id, IdentifierKind Kind, string Key) named)
    {
        if (named.Id is { } id)
        {
            return transaction.Find(id) is { } one ? (List<Customer>)[one] : [];
        }

        var ids = new List<CustomerId>();
        using (var row = transaction.Connection.Query(SelectHolders, transaction.Tenant, named.Kind, named.Key, MostHolders + 1))
        {
            while (row.Read())
            {
                ids.Add(row.CustomerId(0));
            }
        }

        if (ids.Count == 0)
        {
            // Deleted customers are named only where nobody else has it; nothing of them changes.
            ids.AddRange(Standings.Holders(transaction.Connection, transaction.Tenant, named.Kind, named.Key).Take(1));
        }

        return ids.Count > MostHolders ? new IdentifierShared() : ids.Select(holder => transaction.Find(holder)!).ToList();
    }

    private static Decision Decision(WriteTransaction transaction, Customer customer)
    {
        var facts = Standings.Of(transaction.Connection, customer, transaction.Now);
        return Decide.Of(CustomerAction.SignIn, transaction.Catalogue.Policy, facts.Standing, facts.Listed, transaction.Now);
    }

    private static SignInStanding Strictest(WriteTransaction transaction, List<Customer> customers)
    {
        var catalogue = transaction.Catalogue;
        var (customer, decision) = customers.Select(one => (one, Decision(transaction, one))).MaxBy(pair => pair.Item2.Effect);
        var locked = customers.Where(one => one.Overlays.IsLocked(transaction.Now)).Max(one => one.LoginLockedUntil);
        return new SignInStanding(
            locked,
            customers.Max(one => one.FailedSignIns),
            decision,
            catalogue.Tenant.Messages.Of(decision, CustomerAction.SignIn, customer.Status, catalogue.Label(customer.LabelId)?.PublicMessage),
            customers.Count == 1 ? customer.Id : null);
    }

    private static SignInStanding OfStranger(WriteTransaction transaction, (CustomerId? Id, IdentifierKind Kind, string Key) named)
    {
        var listed = Standings.Listed(transaction.Connection, transaction.Tenant, [(named.Kind, named.Key)], transaction.Now);
        var decision = Decide.Of(CustomerAction.SignIn, transaction.Catalogue.Policy, null, listed, transaction.Now);
        return new SignInStanding(null, 0, decision, transaction.Catalogue.Tenant.Messages.Of(decision, CustomerAction.SignIn, null, null), null);
    }
}

/// <summary>More customers have the identifier than a login can have.</summary>
public sealed record IdentifierShared : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"More than {ReportSignIns.MostHolders} customers have this identifier, so it says nobody’s login. Name the customer by customerId.";
}
