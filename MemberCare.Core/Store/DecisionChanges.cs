using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store;

/// <summary>What one command changed of that on which decisions rest, noted while it runs and taken over by <see cref="DecisionMemory"/> after the commit.</summary>
internal sealed class DecisionChanges
{
    /// <summary>Customers, with the identifiers that they had before where those changed.</summary>
    public List<(Customer Customer, IReadOnlyList<(IdentifierKind Kind, string Key)> Before)> Customers { get; } = [];

    /// <summary>Identifiers that went onto the block list or off it.</summary>
    public List<(IdentifierKind Kind, string Key)> Listed { get; } = [];

    /// <summary>Identifiers of customers whose search rows a bulk load wrote just now.</summary>
    public List<(IdentifierKind Kind, string Key, CustomerId Customer)> Indexed { get; } = [];

    /// <summary>Whether labels, settings or rules changed.</summary>
    public bool Catalogue { get; set; }

    /// <summary>Whether the outbox does not tell of all that changed, so that other processes have to read everything again.</summary>
    public bool IsUntold { get; set; }

    /// <summary>Whether keys to the API changed.</summary>
    public bool Access { get; set; }

    public bool IsEmpty => Customers.Count == 0 && Listed.Count == 0 && Indexed.Count == 0 && !Catalogue;
}
