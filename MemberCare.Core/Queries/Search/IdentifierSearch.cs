using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries.Search;

/// <summary>Finds customers by numbers, addresses and ids, from their beginning or their last digits.</summary>
/// <remarks>Hand-written statements: they run with every key press.</remarks>
internal sealed class IdentifierSearch(StoreConnection connection, TenantId tenant, SearchMatches matches)
{
    private const int ShortestEnding = 4;
    private const int ShortestNumber = 3;

    private const string OfValue = "FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value";
    private const string OfBeginning = "FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value >= @from AND value < @end";
    private const string OfEnding = "FROM mobile_tails WHERE tenant_id = @tenant AND reversed >= @from AND reversed < @end";

    private static readonly KeyRange Values = new(
        $"SELECT customer_id, former {OfValue} LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfValue} LIMIT 1001)");

    private static readonly KeyRange Beginnings = new(
        $"SELECT customer_id, former {OfBeginning} ORDER BY value LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfBeginning} LIMIT 1001)");

    private static readonly KeyRange Endings = new(
        $"SELECT customer_id {OfEnding} ORDER BY reversed LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfEnding} LIMIT 1001)");

    /// <summary>Finds by what can hardly mean anything else: a whole identifier, a number or its last digits, an address with its @, a code with digits in it.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="region">The organisation's region.</param>
    public void FindSure(string typed, string region)
    {
        var code = IdentifierKeys.Code(typed);
        var email = IdentifierKeys.Email(typed);
        var digits = PhoneNumbers.Digits(typed);
        var prefixes = PhoneNumbers.SearchPrefixes(typed, region);
        var isNumber = digits.Length >= ShortestNumber && (prefixes.Count > 0 || !typed.Any(char.IsLetter));
        if (isNumber && PhoneNumbers.ToE164(typed, region) is { } whole)
        {
            FindWhole(MatchedField.Mobile, IdentifierKind.Mobile, whole);
        }

        if (code.Length > 0)
        {
            FindWhole(MatchedField.ExternalId, IdentifierKind.ExternalId, code);
            FindWhole(MatchedField.Card, IdentifierKind.Card, code);
        }

        if (isNumber)
        {
            foreach (var prefix in prefixes)
            {
                FindBeginning(MatchedField.Mobile, IdentifierKind.Mobile, prefix);
            }

            // A number that is none in any plan is kept as it was typed.
            FindBeginning(MatchedField.Mobile, IdentifierKind.Mobile, typed);
            if (digits.Length >= ShortestEnding && !typed.Contains('+', StringComparison.Ordinal))
            {
                var tail = SearchIndex.Backwards(digits);
                Endings.AddTo(matches, connection, MatchedField.MobileEnding, null, tenant, tail, KeyRange.End(tail));
                FindBeginning(MatchedField.Card, IdentifierKind.CardEnding, tail);
            }
        }

        if (email.Contains('@', StringComparison.Ordinal))
        {
            FindBeginning(MatchedField.Email, IdentifierKind.Email, email);
        }

        if (code.Any(char.IsDigit))
        {
            FindCode(code);
        }
    }

    /// <summary>Finds by what is more likely to be a name: letters that an address or a code may begin with.</summary>
    public void FindPossible(string typed)
    {
        if (!typed.Contains('@', StringComparison.Ordinal) && !typed.Any(char.IsWhiteSpace))
        {
            FindBeginning(MatchedField.Email, IdentifierKind.Email, IdentifierKeys.Email(typed));
        }

        if (IdentifierKeys.Code(typed) is { Length: > 0 } code && !code.Any(char.IsDigit))
        {
            FindCode(code);
        }
    }

    /// <summary>The field as a person is told it: the last digits may be those of a number that the customer no longer has.</summary>
    public static MatchedField Of(Customer customer, string typed, MatchedField field) =>
        field == MatchedField.MobileEnding && !(customer.MobileKey ?? "").EndsWith(PhoneNumbers.Digits(typed), StringComparison.Ordinal)
            ? MatchedField.FormerMobile
            : field;

    private void FindCode(string code)
    {
        FindBeginning(MatchedField.ExternalId, IdentifierKind.ExternalId, code);
        FindBeginning(MatchedField.Card, IdentifierKind.Card, code);
    }

    private void FindWhole(MatchedField field, IdentifierKind kind, string value) =>
        Values.AddTo(matches, connection, field, Former(field), tenant, kind, value);

    private void FindBeginning(MatchedField field, IdentifierKind kind, string beginning) =>
        Beginnings.AddTo(matches, connection, field, Former(field), tenant, kind, beginning, KeyRange.End(beginning));

    private static MatchedField Former(MatchedField field) => field switch
    {
        MatchedField.Mobile => MatchedField.FormerMobile,
        MatchedField.Email => MatchedField.FormerEmail,
        _ => field,
    };
}
