using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>What kinds of identifier a customer is found by. The numbers are what the store keeps.</summary>
public enum IdentifierKind
{
    /// <summary>Mobile number, E.164 where it parses.</summary>
    Mobile = 1,

    /// <summary>E-mail address, trimmed and lower-cased.</summary>
    Email = 2,

    /// <summary>Another system's id, lower-cased.</summary>
    ExternalId = 3,

    /// <summary>Card number: letters and digits alone, lower-cased.</summary>
    Card = 4,

    /// <summary>Card number from the last character to the first, for search by its last digits. Kept by the search index; no customer names it.</summary>
    CardEnding = 5,

    /// <summary>E-mail address without the tag after a plus sign, where it has one: <c>siti@mail.my</c> for <c>siti+shop@mail.my</c>. Kept by the search index; no customer names it.</summary>
    EmailUntagged = 6,
}

/// <summary>A customer's details as they come from outside: the raw fields of a form, a request or a line of a file.</summary>
public sealed record RawDetails
{
    /// <summary>Full name; required.</summary>
    public string? Name { get; init; }

    /// <summary>Mobile number in any spelling.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Another system's id.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Number of the membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>When the person became a customer; now, where it is null.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>When the customer last did something.</summary>
    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>Where the customer came from.</summary>
    public string? Source { get; init; }

    /// <summary>The date of birth.</summary>
    public DateOnly? BirthDate { get; init; }
}

/// <summary>Details that were checked and put into their compared forms. Only <see cref="Read"/> makes them.</summary>
public sealed record CustomerDetails
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 200;

    /// <summary>The longest of the other fields, in characters.</summary>
    public const int LongestField = 100;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private CustomerDetails()
    {
    }

    /// <inheritdoc cref="RawDetails.Name"/>
    public string Name { get; private init; } = "";

    /// <summary>The name folded, words joined by blanks: what lists sort by.</summary>
    public string NameKey { get; private init; } = "";

    /// <inheritdoc cref="RawDetails.Mobile"/>
    public string? Mobile { get; private init; }

    /// <summary>The number in E.164, or the trimmed text where it does not parse.</summary>
    public string? MobileKey { get; private init; }

    /// <inheritdoc cref="RawDetails.Email"/>
    public string? Email { get; private init; }

    /// <inheritdoc cref="RawDetails.ExternalId"/>
    public string? ExternalId { get; private init; }

    /// <inheritdoc cref="RawDetails.CardNumber"/>
    public string? CardNumber { get; private init; }

    /// <inheritdoc cref="RawDetails.RegisteredAt"/>
    public DateTimeOffset? RegisteredAt { get; private init; }

    /// <inheritdoc cref="RawDetails.LastActivityAt"/>
    public DateTimeOffset? LastActivityAt { get; private init; }

    /// <inheritdoc cref="RawDetails.Source"/>
    public string? Source { get; private init; }

    /// <inheritdoc cref="RawDetails.BirthDate"/>
    public DateOnly? BirthDate { get; private init; }

    /// <summary>The identifiers that only one customer may have, in compared form.</summary>
    public IEnumerable<(IdentifierKind Kind, string Value)> UniqueKeys() => IdentifierKeys.All(null, null, ExternalId, CardNumber);

    /// <summary>These details, and what <paramref name="earlier"/> knows where they say nothing.</summary>
    public CustomerDetails Over(CustomerDetails earlier) => this with
    {
        Mobile = Mobile ?? earlier.Mobile,
        MobileKey = MobileKey ?? earlier.MobileKey,
        Email = Email ?? earlier.Email,
        ExternalId = ExternalId ?? earlier.ExternalId,
        CardNumber = CardNumber ?? earlier.CardNumber,
        Source = Source ?? earlier.Source,
        BirthDate = BirthDate ?? earlier.BirthDate,
        LastActivityAt = LastActivityAt > earlier.LastActivityAt || earlier.LastActivityAt is null ? LastActivityAt : earlier.LastActivityAt,
    };

    /// <summary>Checks raw fields. A name and one identifier (mobile, e-mail, external id or card number) are required.</summary>
    /// <param name="raw">The fields as they came.</param>
    /// <param name="region">The organisation's region, an ISO 3166 code, by which local numbers are read.</param>
    /// <param name="now">The present moment; dates after it are refused.</param>
    public static Outcome<CustomerDetails> Read(RawDetails raw, string region, DateTimeOffset now)
    {
        Dictionary<string, string>? faults = null;
        var name = Field("name", "The name", raw.Name, LongestName) ?? "";
        if (name.Length == 0 && faults is null)
        {
            Fault("name", "Give the customer’s name.");
        }

        var (mobile, mobileKey) = Identifier(IdentifierKind.Mobile, "mobile", "The mobile number", raw.Mobile, LongestField);
        var (email, _) = Identifier(IdentifierKind.Email, "email", "The e-mail address", raw.Email, EmailAddresses.MaxLength);
        var (external, _) = Identifier(IdentifierKind.ExternalId, "externalId", "The external id", raw.ExternalId, LongestField);
        var (card, _) = Identifier(IdentifierKind.Card, "cardNumber", "The card number", raw.CardNumber, LongestField);
        var source = Field("source", "The source", raw.Source, LongestField);
        var registered = Date("registeredAt", "The date of registration", raw.RegisteredAt);
        var active = Date("lastActivityAt", "The date of the last activity", raw.LastActivityAt);
        if (raw.BirthDate is { } born && (born > DateOnly.FromDateTime(now.UtcDateTime.AddDays(1)) || born.Year < Earliest.Year))
        {
            Fault("birthDate", $"The date of birth lies {(born.Year < Earliest.Year ? "before the year 1900" : "in the future")}.");
        }

        if (mobile is null && email is null && external is null && card is null && faults is null)
        {
            Fault("identifier", "Give at least one of mobile number, e-mail address, external id and card number.");
        }

        if (faults is not null)
        {
            return new InvalidInput(faults);
        }

        return new CustomerDetails
        {
            Name = name,
            NameKey = NameFolding.Fold(name),
            Mobile = mobile,
            MobileKey = mobileKey,
            Email = email,
            ExternalId = external,
            CardNumber = card,
            RegisteredAt = registered,
            LastActivityAt = active,
            Source = source,
            BirthDate = raw.BirthDate,
        };

        void Fault(string field, string sentence) => (faults ??= [])[field] = sentence;

        string? Field(string field, string what, string? text, int longest)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            var (read, complaint) = PlainText.Read(text, what, longest);
            if (complaint is not null)
            {
                Fault(field, complaint);
            }

            return read;
        }

        (string? Text, string? Key) Identifier(IdentifierKind kind, string field, string what, string? text, int longest)
        {
            var read = Field(field, what, text, longest);
            var key = read is null ? null : IdentifierKeys.Read(kind, read, region);
            if (read is not null && key is null && faults?.ContainsKey(field) != true)
            {
                Fault(field, IdentifierKeys.WhyNot(kind));
            }

            return (read, key);
        }

        DateTimeOffset? Date(string field, string what, DateTimeOffset? value)
        {
            // A sender's clock may run a little ahead of ours; a minute is forgiven.
            if (value > now.AddMinutes(1))
            {
                Fault(field, $"{what} lies in the future.");
            }
            else if (value < Earliest)
            {
                Fault(field, $"{what} lies before the year 1900.");
            }

            return value is { } moment ? Clock.Whole(moment) : null;
        }
    }
}

/// <summary>Another customer, who is not deleted, has the external id or card number.</summary>
/// <param name="Which">Which of the two.</param>
/// <param name="Holder">Who has it.</param>
public sealed record IdentifierTaken(IdentifierKind Which, CustomerId Holder) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"Another customer has this {(Which == IdentifierKind.Card ? "card number" : "external id")} already. Open that customer instead, or check the number.";
}
