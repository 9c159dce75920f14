using System.Globalization;
using System.Text.Json;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Web.Api;

/// <summary>What <c>GET /api/v1/customers</c> takes. Everything may be left out.</summary>
public sealed record CustomerListQuery
{
    /// <summary>What a person would type to find somebody: words of the name, a mobile number or its last four and more digits, an e-mail address, an external id, a card number.</summary>
    public string? Q { get; init; }

    /// <summary>Only this predefined status.</summary>
    public string? Status { get; init; }

    /// <summary>Only this label, by its name.</summary>
    public string? Label { get; init; }

    /// <summary>Only customers who did something within the organisation's activity period, or only those who did not; deleted ones are neither.</summary>
    public string? Activity { get; init; }

    /// <summary>Only customers who have this over them: a lock of sign-in, or the wish not to be contacted.</summary>
    public string? Overlay { get; init; }

    /// <summary>The order; a hyphen before the name turns it round. Left out, the best match comes first where q is given, otherwise the newest registration.</summary>
    public string? Sort { get; init; }

    /// <summary>The most customers to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What <c>GET /api/v1/customers/{id}/events</c> takes. Everything may be left out.</summary>
public sealed record EventListQuery
{
    /// <summary>Only changes of status, label, locks and contact preference, only what the customer did or was refused, or only the rest: registration, amended and revealed details.</summary>
    public string? Kind { get; init; }

    /// <summary>The most events to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Reads parameters of the query string, gathers what is wrong with them, and says it all at once.</summary>
internal sealed class QueryReading
{
    public const int DefaultLimit = 50;
    public const int MostPerPage = 200;

    private const int LongestQuoted = 60;

    private readonly Dictionary<string, string> _faults = [];

    /// <summary>The orders on offer, with the sort of the core and whether it is turned round. The core begins with the newest where it sorts by time.</summary>
    public static IReadOnlyDictionary<string, (CustomerSort By, bool Reverse)> Sorts { get; } = new Dictionary<string, (CustomerSort, bool)>(StringComparer.Ordinal)
    {
        ["-registeredAt"] = (CustomerSort.Registered, false),
        ["registeredAt"] = (CustomerSort.Registered, true),
        ["name"] = (CustomerSort.Name, false),
        ["-name"] = (CustomerSort.Name, true),
        ["-lastActivityAt"] = (CustomerSort.LastActivity, false),
        ["lastActivityAt"] = (CustomerSort.LastActivity, true),
        ["-statusUpdatedAt"] = (CustomerSort.StatusUpdated, false),
        ["statusUpdatedAt"] = (CustomerSort.StatusUpdated, true),
    };

    public static IReadOnlyDictionary<string, CustomerStatus> Statuses { get; } =
        StatusWords.All.ToDictionary(status => JsonNamingPolicy.CamelCase.ConvertName(status.ToString()));

    public static IReadOnlyDictionary<string, bool> Activities { get; } = new Dictionary<string, bool> { ["active"] = false, ["inactive"] = true };

    public static IReadOnlyDictionary<string, CustomerOverlay> Overlays { get; } = new Dictionary<string, CustomerOverlay>
    {
        ["locked"] = CustomerOverlay.Locked,
        ["do-not-contact"] = CustomerOverlay.DoNotContact,
    };

    public static IReadOnlyDictionary<string, TimelineFilter> Kinds { get; } = new Dictionary<string, TimelineFilter>
    {
        ["status"] = TimelineFilter.Status,
        ["activity"] = TimelineFilter.Activity,
        ["record"] = TimelineFilter.Record,
    };

    public static IReadOnlyDictionary<string, bool> YesOrNo { get; } = new Dictionary<string, bool> { ["true"] = true, ["false"] = false };

    /// <summary>What is wrong; null where all is well.</summary>
    public InvalidInput? Refusal => _faults.Count > 0 ? new InvalidInput(_faults) : null;

    public static string Quoted(string text) => $"“{(text.Length <= LongestQuoted ? text : text[..LongestQuoted] + "…")}”";

    /// <summary>One of a set of words; null where nothing was sent.</summary>
    public T? Choice<T>(string name, string? text, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (choices.TryGetValue(text, out var choice))
        {
            return choice;
        }

        _faults[name] = $"{Quoted(text)} is none of the values of {name}. Choose one of {string.Join(", ", choices.Keys)}.";
        return null;
    }

    /// <summary>Says what is wrong with a parameter.</summary>
    public T? Fault<T>(string name, string sentence)
        where T : struct
    {
        _faults[name] = sentence;
        return null;
    }

    /// <summary>A day such as 2026-03-31; null where nothing was sent.</summary>
    public DateOnly? Day(string name, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Fault<DateOnly>(name, $"“{name}” is a day such as 2026-03-31.");

    /// <summary>The id of a label by its name; retired labels too, since customers may carry them still.</summary>
    public LabelId? Label(string? text, TenantCatalogue catalogue)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var label = catalogue.LabelNamed(text) ?? catalogue.Labels.FirstOrDefault(retired => retired.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        if (label is null)
        {
            _faults["label"] = $"There is no label {Quoted(text)}. GET /api/v1/labels lists those there are.";
        }

        return label?.Id;
    }

    public int Limit(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostPerPage)
        {
            return limit;
        }

        _faults["limit"] = $"The limit is a whole number from 1 to {MostPerPage}.";
        return DefaultLimit;
    }

    /// <summary>The cursor of a history: the number of the last event of the page before.</summary>
    public long? Before(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var before) && before > 0)
        {
            return before;
        }

        _faults["cursor"] = "This cursor is none of ours. Send the nextCursor of the page before, as it is, or begin without one.";
        return null;
    }

    /// <summary>A moment in ISO 8601: a date, which is its midnight UTC, or date and time with <c>Z</c> or an offset. A time without either could mean anything and is refused.</summary>
    public DateTimeOffset? Moment(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text.Trim(), MomentForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment.ToUniversalTime();
        }

        _faults[name] = $"“{name}” is a date such as 2026-03-31, or a moment with its zone such as 2026-03-31T08:15:00Z.";
        return null;
    }

    private static readonly string[] MomentForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];
}

/// <summary>The names that an address takes in its query string.</summary>
internal sealed record QueryNames(IReadOnlySet<string> Names)
{
    public static QueryNames Of<T>() =>
        new(typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ToHashSet(StringComparer.Ordinal));
}

/// <summary>Refuses unknown and repeated parameters, and a repeated idempotency key: a slip such as <c>?statsu=blocked</c> must not quietly answer with everybody.</summary>
internal static class OnceAndKnown
{
    public const string KeyHeader = "Idempotency-Key";

    public static ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var known = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Names;
        foreach (var (name, values) in request.Query)
        {
            if (known?.Contains(name) != true)
            {
                return Refused(Short(name), $"There is no parameter {QueryReading.Quoted(name)} here. {(known is null ? "This address takes none." : $"There are {string.Join(", ", known)}.")}");
            }

            if (values.Count > 1)
            {
                return Refused(name, $"Send {name} once.");
            }
        }

        return request.Headers[KeyHeader].Count > 1 ? Refused("idempotencyKey", $"Send the header {KeyHeader} once.") : next(context);
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60];

    private static ValueTask<object?> Refused(string field, string sentence) => new(Problems.Of(new InvalidInput(field, sentence)));
}
