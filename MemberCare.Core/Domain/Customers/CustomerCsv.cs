namespace MemberCare.Core.Domain.Customers;

/// <summary>What the export writes and the import reads: the columns of a file of customers, and how free text is kept from being taken for a formula.</summary>
/// <remarks>
/// Spreadsheets run a cell that begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c> or a tab as a formula, so a customer's name could act on the desk of whoever
/// opens the file. <see cref="Guard"/> puts an apostrophe before such text (OWASP, “CSV Injection”) and <see cref="Unguard"/> takes it away again, so that what
/// is exported is imported as it was. A number in pure E.164, <c>+60123456789</c>, calls no function and stays as it is.
/// </remarks>
public static class CustomerCsv
{
    /// <summary>The columns in the order of the export; the import takes them in any order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["name", "mobile", "email", "external_id", "card_number", "registered_at", "last_activity_at", "source", "status", "label", "birth_date", "do_not_contact", "login_locked_until"];

    /// <summary>The text as it stands in a file.</summary>
    public static string Guard(string text) => ActsAsFormula(text) && !IsE164(text) ? "'" + text : text;

    /// <summary>The text that <see cref="Guard"/> was given: takes one apostrophe off where it guards a formula, and leaves any other text, such as <c>'t Hooft</c>, alone.</summary>
    public static string Unguard(string text) => text.Length > 1 && text[0] == '\'' && ActsAsFormula(text) ? text[1..] : text;

    // Apostrophes in front are looked through: text that already looks guarded gets one more, or taking one off would change it. The full-width forms are
    // what an East Asian keyboard types; some spreadsheets read them alike.
    private static bool ActsAsFormula(string text)
    {
        var at = 0;
        while (at < text.Length && text[at] == '\'')
        {
            at++;
        }

        return at < text.Length && text[at] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
    }

    private static bool IsE164(string text)
    {
        if (text.Length is < 3 or > 16 || text[0] != '+')
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
