using System.Globalization;
using System.Text.Json;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;

namespace MemberCare.Web.Shell;

/// <summary>The one place that builds the console's addresses, and reads them back. An address says all of where a person is, filters included.</summary>
public static class Addresses
{
    /// <summary>The desk.</summary>
    public const string Desk = "/";

    /// <summary>The list of customers, unfiltered.</summary>
    public const string AllCustomers = "/customers";

    /// <summary>The list of customers as a file; takes the query of <see cref="Customers"/>.</summary>
    public const string CustomersFile = "/customers/export";

    /// <summary>The form of a new customer.</summary>
    public const string NewCustomer = "/customers/new";

    /// <summary>Changes that take two people, as the page is at first; <see cref="ApprovalsOf"/> says more.</summary>
    public const string Approvals = "/approvals";

    /// <summary>The block list, as it is at first; <see cref="BlockListAs"/> says more.</summary>
    public const string BlockList = "/block-list";

    /// <summary>Changes of many customers.</summary>
    public const string Jobs = "/jobs";

    /// <summary>Begins one by a file of identifiers.</summary>
    public const string JobFromFile = "/jobs/from-file";

    /// <summary>What customers did.</summary>
    public const string Activities = "/activities";

    /// <summary>The list of activities as a file.</summary>
    public const string ActivitiesFile = "/activities/export";

    /// <summary>What time is to change.</summary>
    public const string ComesDue = "/comes-due";

    /// <summary>The parameter of <see cref="ComesDue"/> that says which of it is shown.</summary>
    public const string ComesDueParameter = "show";

    /// <summary>Status labels.</summary>
    public const string Labels = "/labels";

    /// <summary>What each status allows.</summary>
    public const string Effects = "/effects";

    /// <summary>The organisation's settings.</summary>
    public const string Settings = "/settings";

    /// <summary>The automatic rules.</summary>
    public const string Rules = "/rules";

    /// <summary>The systems that are told what happens.</summary>
    public const string Webhooks = "/integrations/webhooks";

    /// <summary>The sign-in page.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Leads to the identity provider; takes <see cref="ReturnParameter"/>, and <see cref="OtherParameter"/> for whoever wants to be asked who they are.</summary>
    public const string SignInStart = "/sign-in/start";

    /// <summary>Says why a sign-in came to nothing; see <see cref="SignInProblem"/>.</summary>
    public const string SignInTrouble = "/sign-in/problem";

    /// <summary>The sign-in page for whoever just signed out.</summary>
    public const string SignedOut = "/sign-in?out=1";

    /// <summary>The parameter of <see cref="SignInStart"/> that makes the provider ask who the person is, though it knows somebody.</summary>
    public const string OtherParameter = "other";

    /// <summary>Signs out; takes a form post only.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>Says that somebody sits before an open window; answers nothing.</summary>
    public const string SessionUsed = "/session/used";

    /// <summary>People with access.</summary>
    public const string People = "/people";

    /// <summary>The systems that hold a key to the API, and how to begin with it.</summary>
    public const string Integrations = "/integrations";

    /// <summary>The page of unknown addresses.</summary>
    public const string NotFound = "/not-found";

    /// <summary>The parameter of <see cref="SignIn"/> that says where to go afterwards.</summary>
    public const string ReturnParameter = "return";

    /// <summary>The way to the identity provider and from there to a page.</summary>
    /// <param name="returnTo">The page; anything but a path of this application becomes the desk.</param>
    /// <param name="asOther">Whether the provider should ask who the person is, though it knows somebody.</param>
    public static string StartSignIn(string? returnTo, bool asOther = false)
    {
        var query = new QueryBuilder { { ReturnParameter, LocalOrDesk(returnTo) } };
        if (asOther)
        {
            query.Add(OtherParameter, "1");
        }

        return SignInStart + query.ToQueryString();
    }

    /// <summary>The page that says why a sign-in came to nothing.</summary>
    /// <param name="why">The reason; null where it lies with MemberCare itself, which general words answer to.</param>
    /// <param name="returnTo">Where the person wanted to go.</param>
    /// <param name="reference">What the line of the log carries too.</param>
    public static string SignInProblem(SignInFault? why, string? returnTo, string reference) =>
        SignInTrouble + new QueryBuilder
        {
            { "why", why is { } known ? JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : "other" },
            { ReturnParameter, LocalOrDesk(returnTo) },
            { "ref", reference },
        }.ToQueryString();

    /// <summary>Reads the reason that <see cref="SignInProblem"/> wrote; null for any other word.</summary>
    public static SignInFault? ReadSignInFault(string? why) =>
        Enum.GetValues<SignInFault>().Where(fault => JsonNamingPolicy.KebabCaseLower.ConvertName(fault.ToString()) == why).Select(fault => (SignInFault?)fault).FirstOrDefault();

    /// <summary>The sign-in page for whoever wants back to where they are.</summary>
    public static string SignInFor(NavigationManager here) =>
        $"{SignIn}?{ReturnParameter}={Uri.EscapeDataString("/" + here.ToBaseRelativePath(here.Uri))}";

    /// <summary>A customer's page.</summary>
    public static string Customer(CustomerId id) => $"/customers/{id}";

    /// <summary>Some of what time is to change.</summary>
    public static string ComesDueOf(PlanFilter filter) =>
        filter == PlanFilter.All ? ComesDue : $"{ComesDue}?{ComesDueParameter}={filter.ToString().ToLowerInvariant()}";

    /// <summary>A webhook's page.</summary>
    public static string Webhook(WebhookId id) => $"{Webhooks}/{id}";

    /// <summary>A job's page.</summary>
    public static string Job(Guid id) => $"{Jobs}/{id}";

    /// <summary>What came of each customer of a job, as a file.</summary>
    public static string JobResults(Guid id) => $"{Jobs}/{id}/results";

    /// <summary>The customer whose page a relative address (without its leading slash) is; null for every other page.</summary>
    public static CustomerId? ReadCustomer(string address) =>
        address.Split('?', '#')[0].Split('/') is ["customers", var id] && CustomerId.TryParse(id, out var customer) ? customer : null;

    /// <summary>The list of customers as filtered and ordered; what is at its default is left out.</summary>
    /// <param name="filter">Which customers.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="descending">The order turned round.</param>
    public static string Customers(CustomerFilter filter, CustomerSort sort = CustomerSort.Registered, bool descending = false) =>
        AllCustomers + Query(filter, sort, descending);

    /// <summary>The part of <see cref="Customers"/> from the question mark on; empty where all is at its default. Other addresses that take the same filter, such as the export, use it too.</summary>
    public static string Query(CustomerFilter filter, CustomerSort sort = CustomerSort.Registered, bool descending = false)
    {
        var query = new QueryBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        Add("q", filter.Query);
        Add("status", filter.Fraud ? "fraud" : filter.Status?.ToString().ToLowerInvariant());
        Add("label", filter.Label?.ToString());
        Add("activity", filter.Inactive switch { true => "inactive", false => "active", null => null });
        Add("overlay", filter.Overlay switch { CustomerOverlay.Locked => "locked", CustomerOverlay.DoNotContact => "do-not-contact", _ => null });
        Add("source", filter.Source);
        Add("from", Day(filter.RegisteredFrom));
        Add("before", Day(filter.RegisteredBefore));
        Add("sort", sort == CustomerSort.Registered ? null : sort.ToString().ToLowerInvariant());
        Add("order", descending ? "turned" : null);
        return query.ToString();
    }

    /// <summary>Reads what <see cref="Customers"/> wrote. Whatever cannot be read counts as absent: an address that somebody mistyped still opens.</summary>
    /// <param name="address">A whole or relative address.</param>
    public static (CustomerFilter Filter, CustomerSort Sort, bool Descending) ReadCustomers(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..].Split('#')[0]);
        string? Value(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
        var status = Value("status");
        var fraud = string.Equals(status, "fraud", StringComparison.OrdinalIgnoreCase);
        var filter = new CustomerFilter
        {
            Query = Value("q"),
            Fraud = fraud,
            Status = !fraud && StatusWords.TryParse(status, out var known) ? known : null,
            Label = int.TryParse(Value("label"), NumberStyles.None, CultureInfo.InvariantCulture, out var label) ? new LabelId(label) : null,
            Inactive = Value("activity") switch { "inactive" => true, "active" => false, _ => null },
            Overlay = Value("overlay") switch { "locked" => CustomerOverlay.Locked, "do-not-contact" => CustomerOverlay.DoNotContact, _ => null },
            Source = Value("source"),
            RegisteredFrom = Moment(Value("from")),
            RegisteredBefore = Moment(Value("before")),
        };
        var sort = Enum.TryParse<CustomerSort>(Value("sort"), ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : CustomerSort.Registered;
        return (filter, sort, Value("order") == "turned");
    }

    /// <summary>The block list as filtered and ordered; what is at its default is left out.</summary>
    /// <param name="filter">Which entries.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="reversed">The order turned round.</param>
    public static string BlockListAs(BlockListFilter filter, BlockListSort sort = BlockListSort.Blocked, bool reversed = false)
    {
        var query = new QueryBuilder();
        if (filter.State != BlockListState.Live)
        {
            query.Add("show", filter.State == BlockListState.Expired ? "ended" : "off");
        }

        if (!string.IsNullOrEmpty(filter.Query))
        {
            query.Add("q", filter.Query);
        }

        if (filter.Kind is { } kind)
        {
            query.Add("type", kind == IdentifierKind.Email ? "email" : "mobile");
        }

        if (sort != BlockListSort.Blocked)
        {
            query.Add("sort", sort.ToString().ToLowerInvariant());
        }

        if (reversed)
        {
            query.Add("order", "turned");
        }

        return BlockList + query;
    }

    /// <summary>Reads what <see cref="BlockListAs"/> wrote. Whatever cannot be read counts as absent.</summary>
    public static (BlockListFilter Filter, BlockListSort Sort, bool Reversed) ReadBlockList(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..].Split('#')[0]);
        string? Value(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
        var filter = new BlockListFilter(
            Value("show") switch { "ended" => BlockListState.Expired, "off" => BlockListState.Removed, _ => BlockListState.Live },
            Value("q"),
            Value("type") switch { "email" => IdentifierKind.Email, "mobile" => IdentifierKind.Mobile, _ => null });
        return (filter, Value("sort") switch { "id" => BlockListSort.Id, "type" => BlockListSort.Type, _ => BlockListSort.Blocked }, Value("order") == "turned");
    }

    /// <summary>A list of requests for approval.</summary>
    public static string ApprovalsOf(ApprovalList which) => which switch
    {
        ApprovalList.Mine => Approvals + "?show=mine",
        ApprovalList.Decided => Approvals + "?show=decided",
        _ => Approvals,
    };

    /// <summary>Reads what <see cref="ApprovalsOf"/> wrote; anything else is what waits for a decision.</summary>
    public static ApprovalList ReadApprovals(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..].Split('#')[0]);
        return query.TryGetValue("show", out var show) ? show.ToString() switch { "mine" => ApprovalList.Mine, "decided" => ApprovalList.Decided, _ => default } : default;
    }

    /// <summary>What customers did.</summary>
    /// <param name="show">Which activities: <c>outliers</c>, <c>refused</c>, <c>noAward</c> or <c>all</c>.</param>
    /// <param name="by">By what the report adds up: <c>day</c> or <c>month</c>.</param>
    public static string ActivitiesOf(string show, string by) => $"{Activities}?show={show}&by={by}";

    /// <summary>Where to go after sign-in: <paramref name="address"/> where it is a path of this application, the desk for anything else, so that no link leads astray.</summary>
    public static string LocalOrDesk(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : Desk;

    // Days at midnight UTC are written short, other moments whole.
    private static string? Day(DateTimeOffset? moment) => moment is not { } at
        ? null
        : at.ToUniversalTime().ToString(at.TimeOfDay == TimeSpan.Zero && at.Offset == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment)
            ? moment
            : null;
}
