namespace MemberCare.Core.Kernel;

/// <summary>An organisation. Every row and every query belongs to exactly one.</summary>
public readonly record struct TenantId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A customer of one organisation: a UUIDv7, so that ids sort by the moment they were given.</summary>
public readonly record struct CustomerId(Guid Value)
{
    /// <summary>A fresh id for a customer who is recorded at <paramref name="now"/>.</summary>
    public static CustomerId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Reads the form that <see cref="ToString"/> writes; false for anything else.</summary>
    public static bool TryParse(string? text, out CustomerId id)
    {
        var known = Guid.TryParseExact(text, "D", out var value);
        id = new CustomerId(value);
        return known;
    }

    /// <summary>Lower-case hexadecimal with hyphens, as it stands in addresses and in the API.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>A status label of one organisation.</summary>
public readonly record struct LabelId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A member of staff who signs in to the console.</summary>
public readonly record struct StaffId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An automatic rule of one organisation.</summary>
public readonly record struct RuleId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A webhook of one organisation: a system that is told what happens.</summary>
public readonly record struct WebhookId(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
