namespace MemberCare.Core.Domain.Statuses;

/// <summary>Where a customer stands with the organisation: the closed set that every label maps onto. The numbers are what the store keeps.</summary>
public enum CustomerStatus
{
    /// <summary>Takes part in everything; the default of a new customer.</summary>
    Active = 0,

    /// <summary>A temporary hold, asked for by the customer or by the organisation.</summary>
    Suspended = 1,

    /// <summary>Unusual behaviour was seen and is being verified.</summary>
    FraudSuspected = 2,

    /// <summary>Verification confirmed fraud.</summary>
    FraudConfirmed = 3,

    /// <summary>Restricted altogether, until a person lifts it.</summary>
    Blocked = 4,

    /// <summary>One of the organisation's own test accounts: everything works, nothing counts in reports.</summary>
    Internal = 5,

    /// <summary>A tombstone. Never reactivated.</summary>
    Deleted = 6,
}

/// <summary>The words for statuses.</summary>
public static class StatusWords
{
    /// <summary>All statuses, in the order in which lists show them.</summary>
    public static IReadOnlyList<CustomerStatus> All { get; } = Enum.GetValues<CustomerStatus>();

    /// <summary>The status as a person reads it: <c>Fraud suspected</c>.</summary>
    public static string Title(this CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "Active",
        CustomerStatus.Suspended => "Suspended",
        CustomerStatus.FraudSuspected => "Fraud suspected",
        CustomerStatus.FraudConfirmed => "Fraud confirmed",
        CustomerStatus.Blocked => "Blocked",
        CustomerStatus.Internal => "Internal",
        CustomerStatus.Deleted => "Deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>Reads a status written by a person or a file, in any case, with or without blanks, hyphens and underscores.</summary>
    public static bool TryParse(string? text, out CustomerStatus status)
    {
        var letters = string.Concat((text ?? "").Where(char.IsAsciiLetter));
        foreach (var candidate in All)
        {
            if (letters.Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                status = candidate;
                return true;
            }
        }

        status = default;
        return false;
    }
}
