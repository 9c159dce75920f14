using System.Collections.Frozen;
using System.Globalization;

namespace MemberCare.Core.Domain.Activities;

/// <summary>An amount of money: exact, with the digits in which it was told.</summary>
/// <param name="TenThousandths">The amount in ten-thousandths of the currency's unit: the form in which amounts are added up.</param>
/// <param name="Text">The amount as a decimal number with a point, such as <c>42.10</c>.</param>
/// <param name="Currency">The ISO 4217 code.</param>
public readonly record struct Money(long TenThousandths, string Text, string Currency)
{
    /// <summary>How many ten-thousandths make a unit.</summary>
    public const int Scale = 10_000;

    private const int MostDigits = 12, MostDecimals = 4;

    // The codes of ISO 4217 in use, funds and metals left out.
    private static readonly FrozenSet<string> Currencies =
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP
        DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
        LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
        RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF
        XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a code is one of ISO 4217.</summary>
    public static bool IsCurrency(string code) => Currencies.Contains(code);

    /// <summary>Reads an amount; null where it is none: digits, at most twelve before the point and four after it, perhaps a minus sign before them.</summary>
    /// <param name="text">The amount as it came.</param>
    /// <param name="currency">A code that <see cref="IsCurrency"/> knows.</param>
    public static Money? Read(string text, string currency)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var decimals = point < 0 ? default : digits[(point + 1)..];
        return whole.Length is >= 1 and <= MostDigits && (point < 0 || decimals.Length is >= 1 and <= MostDecimals) && IsDigits(whole) && IsDigits(decimals)
            ? new Money((long)(decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Scale), text, currency)
            : null;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
