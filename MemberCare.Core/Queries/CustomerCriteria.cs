using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Queries;

/// <summary>A filter in the terms of the store, at one moment: a label means exactly one status, so statuses become sets of labels, and inactivity a range of dates.</summary>
/// <param name="Labels">The labels that fit, retired ones included; all of the organisation's where the filter says nothing.</param>
/// <param name="AnyLabel">Whether <paramref name="Labels"/> are all there are.</param>
/// <param name="Source">The source that fits; null for any.</param>
/// <param name="Registered">When they registered.</param>
/// <param name="Active">When they were last active.</param>
/// <param name="LockedAfter">Sign-in is locked beyond this moment, in milliseconds; null where it does not matter.</param>
/// <param name="DoNotContact">Whether they want no messages; false where it does not matter.</param>
internal sealed record CustomerCriteria(
    IReadOnlySet<LabelId> Labels, bool AnyLabel, string? Source, MomentRange Registered, MomentRange Active, long? LockedAfter, bool DoNotContact)
{
    /// <summary>Whether nothing but the label decides, so that kept counters know the total.</summary>
    public bool IsOfLabelsAlone => Parts == (AnyLabel ? 0 : 1);

    /// <summary>How many parts of the filter say something.</summary>
    public int Parts => (AnyLabel ? 0 : 1) + (Source is null ? 0 : 1) + (Registered.IsBounded ? 1 : 0) + (Active.IsBounded ? 1 : 0)
        + (LockedAfter is null ? 0 : 1) + (DoNotContact ? 1 : 0);

    /// <summary>Whether everybody fits.</summary>
    public bool FitsAll => Parts == 0;

    /// <summary>The labels as the statements take them, a JSON array of ids; null for any.</summary>
    public string? LabelsJson { get; } = AnyLabel ? null : $"[{string.Join(',', Labels)}]";

    public static CustomerCriteria Of(CustomerFilter filter, TenantCatalogue catalogue, DateTimeOffset now)
    {
        var labels = catalogue.Labels
            .Where(label => (filter.Status is not { } status || label.Status == status)
                && (!filter.Fraud || label.Status is CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed)
                && (filter.Label is not { } wanted || label.Id == wanted)
                && (filter.Inactive is null || label.Status != CustomerStatus.Deleted))
            .Select(label => label.Id)
            .ToHashSet();
        var registered = MomentRange.Of(filter.RegisteredFrom, filter.RegisteredBefore);
        var active = MomentRange.All;
        var start = catalogue.Tenant.ActivityPeriod.Start(now).ToUnixTimeMilliseconds();
        if (filter.Inactive == true)
        {
            // Nobody is last active before the registration, so whoever is inactive registered before that moment, too: it spares a walk through the newcomers.
            active = active with { Before = start };
            registered = registered with { Before = Math.Min(registered.Before, start) };
        }
        else if (filter.Inactive == false)
        {
            active = active with { From = start };
        }

        var source = string.IsNullOrWhiteSpace(filter.Source) ? null : filter.Source.Trim();
        return new CustomerCriteria(
            labels,
            labels.Count == catalogue.Labels.Count,
            source,
            registered,
            active,
            filter.Overlay == CustomerOverlay.Locked ? now.ToUnixTimeMilliseconds() : null,
            filter.Overlay == CustomerOverlay.DoNotContact);
    }

    /// <summary>Whether a customer fits; the same as the statements of <see cref="CustomerListSql"/>.</summary>
    public bool Fit(LabelId label, string? source, long registered, long active, long? lockedUntil, bool doNotContact) =>
        Registered.Holds(registered) && Active.Holds(active) && (AnyLabel || Labels.Contains(label)) && (Source is null || Source == source)
        && (LockedAfter is null || lockedUntil > LockedAfter) && (!DoNotContact || doNotContact);

    /// <inheritdoc cref="Fit(LabelId, string?, long, long, long?, bool)"/>
    public bool Fit(Customer customer) => Fit(
        customer.LabelId, customer.Source, customer.RegisteredAt.ToUnixTimeMilliseconds(), customer.LastActivityAt.ToUnixTimeMilliseconds(),
        customer.LoginLockedUntil?.ToUnixTimeMilliseconds(), customer.DoNotContact);
}

/// <summary>A half-open range of moments in the store's form, milliseconds since 1970 in UTC.</summary>
internal readonly record struct MomentRange(long From, long Before)
{
    public static MomentRange All { get; } = new(long.MinValue, long.MaxValue);

    public bool IsBounded => this != All;

    // A moment between two milliseconds: what the store keeps is whole ones, so both edges round up.
    public static MomentRange Of(DateTimeOffset? from, DateTimeOffset? before) => new(Up(from) ?? long.MinValue, Up(before) ?? long.MaxValue);

    public bool Holds(long moment) => moment >= From && moment < Before;

    private static long? Up(DateTimeOffset? moment) => moment is not { } at
        ? null
        : at.ToUnixTimeMilliseconds() + (at.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}

/// <summary>An order of customers: what by, and which way.</summary>
/// <param name="Sort">What by.</param>
/// <param name="Reversed">Against the direction that the sort has by itself.</param>
internal readonly record struct CustomerOrder(CustomerSort Sort, bool Reversed)
{
    /// <summary>Whether the key falls from row to row: dates begin with the newest, names with A.</summary>
    public bool Down => Sort == CustomerSort.Name ? Reversed : !Reversed;

    /// <summary>The filter whose index is in this order.</summary>
    public ListDriver Driver => Sort switch
    {
        CustomerSort.Registered => ListDriver.Registered,
        CustomerSort.LastActivity => ListDriver.Active,
        _ => ListDriver.Order,
    };

    /// <summary>The range that the criteria allow of the key.</summary>
    public MomentRange RangeOf(CustomerCriteria criteria) => Sort switch
    {
        CustomerSort.Registered => criteria.Registered,
        CustomerSort.LastActivity => criteria.Active,
        _ => MomentRange.All,
    };

    /// <summary>Compares two customers who were read already, as the store orders them.</summary>
    public int Compare(Customer a, Customer b) => Compare(CustomerCursor.After(a, this), CustomerCursor.After(b, this));

    /// <summary>Whether a customer comes after a place in the list.</summary>
    public bool IsAfter(Customer customer, CustomerCursor place) => Compare(CustomerCursor.After(customer, this), place) > 0;

    private int Compare(CustomerCursor a, CustomerCursor b)
    {
        var byKey = Sort == CustomerSort.Name ? string.CompareOrdinal(a.Name, b.Name) : a.Moment.CompareTo(b.Moment);
        var rising = byKey != 0 ? byKey : a.Id.Value.CompareTo(b.Id.Value);
        return Down ? -rising : rising;
    }
}
