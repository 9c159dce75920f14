using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Queries.Search;

/// <summary>Finds customers by numbers, addresses and ids, from their beginning or their last digits.</summary>
/// <remarks>Hand-written statements: they run with every key press.</remarks>
internal sealed class IdentifierSearch(StoreConnection connection, TenantId tenant, SearchMatches matches)
{
    private const int ShortestEnding = 4;
    private const int ShortestNumber = 3;

    private const string Equal =
        "SELECT customer_id, former FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value ORDER BY former LIMIT 1001";

    private const string Beginning =
        "SELECT customer_id, former FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value >= @from AND value < @end ORDER BY value LIMIT 1001";

    private const string Ending =
        "SELECT customer_id FROM mobile_tails WHERE tenant_id = @tenant AND reversed >= @from AND reversed < @end ORDER BY reversed LIMIT 1001";

    /// <summary>Finds by what can hardly mean anything else: a whole identifier, a number or its last digits, an address with its @, a code with digits in it.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="region">The organisation's region.</param>
    public void FindSure(string typed, string region)
    {
        var code = CustomerDetails.CodeKey(typed);
        var email = CustomerDetails.EmailKey(typed);
        var digits = PhoneNumbers.Digits(typed);
        var prefixes = PhoneNumbers.SearchPrefixes(typed, region);
        var isNumber = digits.Length >= ShortestNumber && (prefixes.Count > 0 || !typed.Any(char.IsLetter));
        if (isNumber && PhoneNumbers.ToE164(typed, region) is { } whole)
        {
            Find(Equal, MatchedField.Mobile, IdentifierKind.Mobile, whole);
        }

        if (code.Length > 0)
        {
            Find(Equal, MatchedField.ExternalId, IdentifierKind.ExternalId, code);
            Find(Equal, MatchedField.Card, IdentifierKind.Card, code);
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
                using (var rows = connection.Query(Ending, tenant, tail, KeyRange.End(tail)))
                {
                    rows.AddTo(matches, MatchedField.MobileEnding);
                }

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
            FindBeginning(MatchedField.Email, IdentifierKind.Email, CustomerDetails.EmailKey(typed));
        }

        if (CustomerDetails.CodeKey(typed) is { Length: > 0 } code && !code.Any(char.IsDigit))
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

    private void FindBeginning(MatchedField field, IdentifierKind kind, string beginning) => Find(Beginning, field, kind, beginning, KeyRange.End(beginning));

    private void Find(string sql, MatchedField field, IdentifierKind kind, params ReadOnlySpan<string> keys)
    {
        if (matches.IsFull)
        {
            return;
        }

        using var rows = keys.Length == 1 ? connection.Query(sql, tenant, kind, keys[0]) : connection.Query(sql, tenant, kind, keys[0], keys[1]);
        while (rows.Read() && matches.Add(rows.CustomerId(0), rows.GetInt32(1) == 0 ? field : Former(field)))
        {
        }
    }

    private static MatchedField Former(MatchedField field) => field switch
    {
        MatchedField.Mobile => MatchedField.FormerMobile,
        MatchedField.Email => MatchedField.FormerEmail,
        _ => field,
    };
}
