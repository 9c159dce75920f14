using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MemberCare.Core.Domain.Customers;

/// <summary>
/// Telephone numbers in any spelling, brought to the one form E.164 by which they are stored, compared and sought.
/// </summary>
/// <remarks>
/// A number is taken where its length is <em>possible</em> in its region, not only where its digits are known to be in service: plans
/// change faster than metadata, and a real customer refused costs more than a number that nobody has. It agrees with
/// libphonenumber's parsing and its "is possible"; besides, digits of every script and invisible formatting characters are understood.
/// </remarks>
public static partial class PhoneNumbers
{
    /// <summary>UTF-16 code units of a number's spelling at most; a longer text is no number.</summary>
    public const int MaxLength = 250;

    private const int MaxDigits = 24;
    private const int MaxNationalDigits = 17;
    private const int MaxPrefixes = 8;
    private const char Bullet = '•';

    /// <summary>
    /// The number as E.164 ("+60123456789"), or null where it cannot be a number of the region or, with a calling code, of the world.
    /// Words before it and an extension after it are left out.
    /// </summary>
    /// <param name="raw">Any spelling: "012-345 6789", "+60 12 345 6789", "0060 12…", "tel:…;ext=12".</param>
    /// <param name="region">ISO 3166 code of the region in which a number without a calling code is dialled; unknown: none.</param>
    public static string? ToE164(string raw, string region) =>
        Read(raw, lenient: true) is { } spelling && Parse(spelling.Digits, spelling.Plus, NumberingPlans.Instance.OfRegion(region)) is { } number
            ? "+" + number.Plan.CallingCode + number.National
            : null;

    /// <summary>
    /// The beginnings of E.164 numbers that an unfinished number may stand for, the likeliest first and none within another: "012-34" in
    /// Malaysia gives "+601234". Empty where the text holds anything but a number, a letter for instance.
    /// </summary>
    public static IReadOnlyList<string> SearchPrefixes(string typed, string region)
    {
        if (Read(typed, lenient: false) is not { } spelling)
            return [];
        var (digits, plus) = spelling;
        var plans = NumberingPlans.Instance;
        var home = plans.OfRegion(region);
        var found = new List<string>();

        if (plus)
            AddInternational(digits);
        else if (home?.WithoutInternationalPrefix(digits) is { Length: > 0 } abroad)
            AddInternational(abroad);
        else if (home is not null)
        {
            var national = home.NationalPrefix is { } prefix && digits.StartsWith(prefix, StringComparison.Ordinal) ? digits[prefix.Length..] : digits;
            if (national.Length > 0)
                Add("+" + home.CallingCode + national);
        }

        // The rules that rewrite numbers know whole numbers only: complete it with zeros in each length, and take them off again.
        for (var missing = 0; digits.Length + missing <= MaxNationalDigits + 3; missing++)
        {
            if (Parse(digits + new string('0', missing), plus, home) is { } number
                && (missing == 0 || number.Plan.Fits(number.National))
                && number.National.Length > missing
                && number.National.AsSpan(number.National.Length - missing).IndexOfAnyExcept('0') < 0)
                Add("+" + number.Plan.CallingCode + number.National[..^missing]);
        }

        // "6591…" may be a Singapore number without its plus, wherever it is typed.
        if (!plus && plans.AtStart(digits) is not null)
            Add("+" + digits);
        return found;

        void AddInternational(string number)
        {
            Add("+" + number);
            // "+60 (0)12": the zero that is dialled inside the country only.
            if (plans.AtStart(number) is { NationalPrefix: "0", CallingCode: var code } && number.AsSpan(code.Length).StartsWith("0"))
                Add("+" + code + number[(code.Length + 1)..]);
        }

        void Add(string prefix)
        {
            if (found.Count == MaxPrefixes || found.Exists(known => prefix.StartsWith(known, StringComparison.Ordinal)))
                return;
            found.RemoveAll(known => known.StartsWith(prefix, StringComparison.Ordinal));
            found.Add(prefix);
        }
    }

    /// <summary>The ASCII digits of a text, from digits of any script; of a text longer than <see cref="MaxLength"/> none.</summary>
    public static string Digits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            return "";
        var digits = new StringBuilder();
        foreach (var character in text)
        {
            if (DigitOf(character) is >= 0 and var digit)
                digits.Append((char)('0' + digit));
        }
        return digits.ToString();
    }

    /// <summary>All regions with telephone numbers, by their ISO 3166 code, with the calling code ("60") of each.</summary>
    public static IReadOnlyList<(string Code, string CallingCode)> Regions { get; } =
        [.. NumberingPlans.Instance.All.Select(plan => (plan.Region, plan.CallingCode)).OrderBy(region => region.Region, StringComparer.Ordinal)];

    /// <summary>Whether numbers of this ISO 3166 code are known; case does not matter.</summary>
    public static bool IsRegion(string code) => NumberingPlans.Instance.OfRegion(code) is not null;

    /// <summary>
    /// The number for eyes that need not see it whole: calling code and the last four digits, never more than half of the national number
    /// ("+60 •• ••• 6789"). Of a text that is not E.164 at most the last four digits, and nothing that tells its length ("•••• 6789").
    /// </summary>
    public static string Mask(string e164OrRaw)
    {
        ArgumentNullException.ThrowIfNull(e164OrRaw);
        if (Split(e164OrRaw) is not var (plan, national))
        {
            var digits = Digits(e164OrRaw);
            var last = Math.Min(4, digits.Length / 2);
            return e164OrRaw.Length == 0 ? "" : last == 0 ? "••••" : "•••• " + digits[^last..];
        }

        var shown = Math.Min(4, national.Length / 2);
        var masked = Format(e164OrRaw).ToCharArray();
        for (int i = masked.Length - 1, seen = 0; i > plan.CallingCode.Length; i--)
        {
            if (char.IsAsciiDigit(masked[i]) && seen++ >= shown)
                masked[i] = Bullet;
        }
        return new string(masked);
    }

    /// <summary>The international spelling with spaces ("+60 12 345 6789"); a text that is not E.164 stays as it is.</summary>
    public static string Format(string e164)
    {
        ArgumentNullException.ThrowIfNull(e164);
        if (Split(e164) is not var (main, national))
            return e164;
        var owner = NumberingPlans.Instance.Owner(main.CallingCode, national) ?? main;
        var formats = owner.Formats.Count > 0 ? owner.Formats : main.Formats;
        var grouped = formats.Select(format => format.Apply(national)).FirstOrDefault(result => result is not null) ?? national;

        var text = new StringBuilder("+").Append(main.CallingCode);
        var gap = true;
        foreach (var character in grouped)
        {
            if (!char.IsAsciiDigit(character))
            {
                gap = true;
                continue;
            }
            if (gap)
                text.Append(' ');
            gap = false;
            text.Append(character);
        }
        return text.ToString();
    }

    private static (NumberingPlan Plan, string National)? Split(string e164)
    {
        if (e164.Length is < 4 or > MaxNationalDigits + 4 || e164[0] != '+' || e164.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
            return null;
        return NumberingPlans.Instance.AtStart(e164[1..]) is { } plan && e164.Length > plan.CallingCode.Length + 1
            ? (plan, e164[(plan.CallingCode.Length + 1)..])
            : null;
    }

    private static (NumberingPlan Plan, string National)? Parse(string digits, bool plus, NumberingPlan? home)
    {
        var plans = NumberingPlans.Instance;
        if (!plus && home is not null)
        {
            if (home.WithoutInternationalPrefix(digits) is { Length: > 0 } abroad)
                (digits, plus) = (abroad, true);
            else
                plus = HasBareCallingCode(digits, home);
        }

        NumberingPlan plan;
        string national;
        if (plus)
        {
            if (plans.AtStart(digits) is not { } main)
                return null;
            plan = main;
            national = digits[plan.CallingCode.Length..];
        }
        else if (home is not null)
            (plan, national) = (home, digits);
        else
            return null;

        national = NationalNumber(national, plan);
        plan = plans.Owner(plan.CallingCode, national) ?? plan;
        return national.Length <= MaxNationalDigits && plan.HasLength(national.Length) ? (plan, national) : null;
    }

    /// <summary>
    /// Whether a number begins with the region's own calling code, its plus forgotten: the digits are no number of the region but are
    /// one without the code, or they are too many.
    /// </summary>
    private static bool HasBareCallingCode(string digits, NumberingPlan home)
    {
        if (!digits.StartsWith(home.CallingCode, StringComparison.Ordinal))
            return false;
        var asIs = NationalNumber(digits, home);
        return home.IsTooLong(asIs)
            || !home.Fits(asIs) && home.Fits(NationalNumber(digits[home.CallingCode.Length..], home));
    }

    /// <summary>The national number without its prefix, unless what remains would no longer be a number.</summary>
    private static string NationalNumber(string number, NumberingPlan plan)
    {
        var shorter = plan.WithoutNationalPrefix(number);
        if (shorter == number || plan.Fits(number) && !plan.Fits(shorter))
            return number;
        var owner = NumberingPlans.Instance.Owner(plan.CallingCode, shorter) ?? plan;
        return owner.HasLength(shorter.Length) || owner.IsTooLong(shorter) ? shorter : number;
    }

    /// <summary>
    /// The digits of a spelling. Lenient: words before the number and an extension after it are left out. Otherwise only an opening
    /// bracket or "tel:" may come before, and nothing after. Null where it is no number.
    /// </summary>
    private static (string Digits, bool Plus)? Read(string text, bool lenient)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            return null;
        var start = 0;
        while (start < text.Length && !IsPlus(text[start]) && DigitOf(text[start]) < 0)
            start++;
        var end = text.Length;
        while (end > start && text[end - 1] != '#' && DigitOf(text[end - 1]) < 0)
            end--;
        if (start == end)
            return null;

        var number = text.AsSpan(start, end - start);
        if (!lenient)
        {
            var before = text.AsSpan(0, start).Trim();
            if (before.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
                before = before[4..];
            return OnlySeparators(before) && OnlySeparators(text.AsSpan(end)) ? DigitsOf(number) : null;
        }
        if (DigitsOf(number) is { } plain && !number.Contains('~'))
            return plain;
        foreach (var extension in Extension().EnumerateMatches(number))
            return DigitsOf(number[..extension.Index]);
        return DigitsOf(number);
    }

    private static bool OnlySeparators(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!IsSeparator(character))
                return false;
        }
        return true;
    }

    private static (string Digits, bool Plus)? DigitsOf(ReadOnlySpan<char> number)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        var plus = number.Length > 0 && IsPlus(number[0]);
        foreach (var character in plus ? number[1..] : number)
        {
            if (DigitOf(character) is >= 0 and var digit)
            {
                if (count == MaxDigits)
                    return null;
                digits[count++] = (char)('0' + digit);
            }
            else if (!IsSeparator(character))
                return null;
        }
        return count == 0 ? null : (new string(digits[..count]), plus);
    }

    private static int DigitOf(char character) =>
        char.IsAscii(character) ? (char.IsAsciiDigit(character) ? character - '0' : -1) : CharUnicodeInfo.GetDecimalDigitValue(character);

    private static bool IsPlus(char character) => character is '+' or '＋';

    /// <summary>What people put between digits: spaces, dashes, dots, slashes, brackets, tildes, and characters that are not seen.</summary>
    private static bool IsSeparator(char character) => character
        is ' ' or '-' or '.' or '/' or '(' or ')' or '[' or ']' or '~' or '\u00A0' or '\u3000' or (>= '\u2000' and <= '\u2015') or '\u2053' or '\u2212'
        or '\u223C' or '\u30FC' or '／' or '．' or '－' or '（' or '）' or '［' or '］' or '～'
        || !char.IsAscii(character) && CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format;

    [GeneratedRegex(
        @"(?:;ext=|[ \t\u00A0,]*(?:e?xt(?:ensi[oó])?n?|доб|anexo)[:.]?[ \t\u00A0,-]*)\d{1,20}#?$"
        + @"|(?:[ \t\u00A0,]*(?:[x#~]|int)|[ \t\u00A0]*(?:,+|;))[:.]?[ \t\u00A0,-]*\d{1,9}#?$"
        + @"|[- ]+\d{1,6}#$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}
