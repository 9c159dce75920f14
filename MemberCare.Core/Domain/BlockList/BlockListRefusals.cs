using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.BlockList;

/// <summary>The contact is on the list already [B4].</summary>
/// <param name="Entry">The number of the entry.</param>
/// <param name="Contact">Mobile or e-mail.</param>
/// <param name="At">Since when.</param>
/// <param name="By">Who blocked it.</param>
/// <param name="Until">When it ends by itself; null where it has no end.</param>
public sealed record AlreadyBlocked(long Entry, IdentifierKind Contact, DateTimeOffset At, string By, DateTimeOffset? Until) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence =>
        $"{ContactWords.This(Contact)} is on the block list already, since {ContactWords.Day(At)}, by {By}{(Until is { } until ? $", until {ContactWords.Day(until)}" : "")}. To change the entry, unblock it and block it anew.";
}

/// <summary>Somebody may not become a customer with a number or an address: it is on the block list, or a blocked customer holds it [P8].</summary>
/// <param name="Layer"><see cref="DecidingLayer.BlockList"/> or <see cref="DecidingLayer.Hold"/>.</param>
/// <param name="Contact">Which of the identifiers: mobile or e-mail.</param>
/// <param name="Until">When it ends by itself; null where it has no end.</param>
/// <param name="Message">What the person may be told, in the organisation's words.</param>
public sealed record RegistrationRefused(DecidingLayer Layer, IdentifierKind Contact, DateTimeOffset? Until, string Message) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => Layer == DecidingLayer.Hold
        ? $"{ContactWords.This(Contact)} belongs to a blocked customer, who holds it as long as the block lasts. Register the person with another one, or lift that block first."
        : $"{ContactWords.This(Contact)} is on the block list{(Until is { } until ? $" until {ContactWords.Day(until)}" : "")}. Register the person with another one, or ask a supervisor, who may go over the list with a reason.";
}

/// <summary>The words for the two kinds of contact.</summary>
public static class ContactWords
{
    /// <summary>As it begins a sentence: <c>This mobile number</c>.</summary>
    public static string This(IdentifierKind kind) => kind == IdentifierKind.Email ? "This e-mail address" : "This mobile number";

    /// <summary>As it stands within one: <c>mobile number</c>.</summary>
    public static string Name(IdentifierKind kind) => kind == IdentifierKind.Email ? "e-mail address" : "mobile number";

    internal static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
