using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What became of one entry of an audience. One object stands for all entries that fare alike.</summary>
/// <param name="Decision">Whether the person may be written to.</param>
/// <param name="Status">The status that was looked at; null for a stranger.</param>
/// <param name="Label">The label that was looked at.</param>
/// <param name="Standing">Why there was nothing to decide, where there was not.</param>
internal sealed record AudienceVerdict(Decision Decision, CustomerStatus? Status, LabelId? Label, AudienceStanding Standing)
{
    /// <summary>There is no such customer.</summary>
    public static AudienceVerdict NoSuchCustomer { get; } = new(default, null, null, AudienceStanding.Unknown);

    /// <summary>The campaign began before the customer came.</summary>
    public static AudienceVerdict JoinedLater { get; } = new(default, null, null, AudienceStanding.JoinedLater);
}

/// <summary>Whom an entry of an audience means.</summary>
internal enum AudienceStanding
{
    /// <summary>Somebody known.</summary>
    Known,

    /// <summary>Nobody.</summary>
    Unknown,

    /// <summary>Somebody who became a customer after the campaign began.</summary>
    JoinedLater,
}

/// <summary>What is the same for every entry of an audience: the moment of the campaign, and the rules and the block list as they were then.</summary>
internal sealed class AudienceFacts
{
    private const string SelectListed =
        """
        SELECT kind, key FROM blocked_contacts WHERE tenant_id = @tenant AND blocked_at <= @moment
          AND (removed_at IS NULL OR removed_at > @moment) AND (expires_at IS NULL OR expires_at > @moment)
        """;

    private const string SelectHolders = "SELECT customer_id FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value AND former = 0";

    private readonly HashSet<(IdentifierKind, string)> _listed = [];
    private readonly HashSet<CustomerId> _listedCustomers = [];
    private readonly DecisionPolicy _policy;

    private AudienceFacts(TenantId tenant, DateTimeOffset moment, DecisionPolicy policy) => (Tenant, Moment, _policy) = (tenant, moment, policy);

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; }

    /// <summary>The moment by which all is decided.</summary>
    public DateTimeOffset Moment { get; }

    /// <summary>Reads them.</summary>
    public static AudienceFacts Read(ReadScope scope, DateTimeOffset moment)
    {
        var facts = new AudienceFacts(scope.Tenant, moment, PastStandings.Rules(scope.Db, moment).Policy);
        using (var row = scope.Connection.Query(SelectListed, scope.Tenant, moment))
        {
            while (row.Read())
            {
                facts._listed.Add(((IdentifierKind)row.GetInt32(0), row.GetString(1)));
            }
        }

        foreach (var (kind, key) in facts._listed)
        {
            using var row = scope.Connection.Query(SelectHolders, scope.Tenant, kind, key);
            while (row.Read())
            {
                facts._listedCustomers.Add(row.CustomerId(0));
            }
        }

        return facts;
    }

    /// <summary>Whether an identifier of a customer was on the block list.</summary>
    public bool IsListed(CustomerId id) => _listedCustomers.Count > 0 && _listedCustomers.Contains(id);

    /// <summary>Decides about a customer who stood there.</summary>
    public AudienceVerdict Of(in CustomerStanding standing, bool isListed) => new(
        Decide.Of(CustomerAction.ReceiveMarketing, _policy, standing, new BlockListVerdict(isListed, null), Moment), standing.Status, standing.Label, AudienceStanding.Known);

    /// <summary>Decides about an identifier that nobody has.</summary>
    public AudienceVerdict OfStranger(IdentifierKind kind, string key) => new(
        Decide.Of(CustomerAction.ReceiveMarketing, _policy, null, new BlockListVerdict(_listed.Contains((kind, key)), null), Moment), null, null, AudienceStanding.Unknown);
}
