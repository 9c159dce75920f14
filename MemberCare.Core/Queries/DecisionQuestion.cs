using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Queries;

/// <summary>“May this person do this, here, now?” The person is named by a customer's id, by identifiers in any spelling, or by both; whatever is given counts.</summary>
public sealed record DecisionQuestion
{
    /// <summary>The longest place, in characters.</summary>
    public const int LongestPlace = 100;

    /// <summary>The customer; null where identifiers alone are known. An id that nobody has is answered as a stranger.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>A mobile number.</summary>
    public string? Mobile { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Another system's id.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The number of a membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>What the person wants to do; null asks whether somebody may register with the identifiers.</summary>
    public CustomerAction? Action { get; init; }

    /// <summary>The road by which the person came, for the history of refusals; null for that of whoever asks.</summary>
    public Channel? Channel { get; init; }

    /// <summary>Where, in the organisation's words: <c>Till 7</c>. For the history of refusals.</summary>
    public string? Place { get; init; }

    /// <summary>A moment of the past, of which the answer is wanted; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The identifiers in compared form. What cannot be read as a number or an address is compared as it stands; what is blank does not count.</summary>
    /// <param name="region">The organisation's region, by whose rules local numbers are read.</param>
    internal IReadOnlyList<(IdentifierKind Kind, string Key)> Keys(string region)
    {
        var keys = IdentifierKeys.All(Text(Mobile) is { } number ? IdentifierKeys.Mobile(number, region) : null, Text(Email), Text(ExternalId), Text(CardNumber));
        keys.RemoveAll(one => one.Key.Length == 0);
        return keys;
    }

    // As a registration reads a field, so that what was recorded with a mark that nobody sees is found with and without it.
    private static string? Text(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        if (raw.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            var (text, complaint) = PlainText.Read(raw, "", int.MaxValue);
            return complaint is null ? (text.Length == 0 ? null : text) : raw.Trim();
        }

        return raw.Trim();
    }
}

/// <summary>The answer to a <see cref="DecisionQuestion"/>.</summary>
/// <param name="Decision">The effect, the layer that decided, and until when.</param>
/// <param name="Status">The status of the customer whose standing decided, or could have; null for strangers and for customers with nothing against them, who look alike.</param>
/// <param name="Label">That customer's label.</param>
/// <param name="Message">What the person may be told, in the organisation's words; null where it goes through.</param>
/// <param name="Customer">That customer.</param>
/// <param name="At">The moment that the answer is of.</param>
/// <param name="Because">What decided it then; only for a moment of the past.</param>
public sealed record DecisionAnswer(
    Decision Decision, CustomerStatus? Status, string? Label, string? Message, CustomerId? Customer, DateTimeOffset At, DecisionGrounds? Because = null);

/// <summary>What an answer about the past rests on.</summary>
/// <param name="Event">The number of the event in the customer's history that put the deciding layer in place; null where no event did.</param>
/// <param name="EventAt">When that event happened.</param>
/// <param name="PolicyVersion">The version of the rules in force then; 0 for the default.</param>
public sealed record DecisionGrounds(long? Event, DateTimeOffset? EventAt, int PolicyVersion);
