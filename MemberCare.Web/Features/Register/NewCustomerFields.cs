using MemberCare.Core.Domain.Customers;

namespace MemberCare.Web.Features.Register;

/// <summary>What stands in the form of a new customer.</summary>
public sealed record NewCustomerFields
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The mobile number.</summary>
    public string Mobile { get; init; } = "";

    /// <summary>The e-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>The id that another system knows the customer by.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>The number of the membership card.</summary>
    public string CardNumber { get; init; } = "";

    /// <summary>The date of birth; null where it was not given.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Why the person is registered in spite of the block list.</summary>
    public string OverrideReason { get; init; } = "";

    /// <summary>The fields as the core takes them.</summary>
    public RawDetails Details() => new() { Name = Name, Mobile = Mobile, Email = Email, ExternalId = ExternalId, CardNumber = CardNumber, BirthDate = BirthDate, Source = "console" };
}
