using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Whether a number or an address is on the block list.</summary>
/// <param name="IsBlocked">Whether one of those asked about is.</param>
/// <param name="Message">What a visitor who wants to book is told, in the organisation's words [B6]; null where nothing is blocked.</param>
/// <param name="Until">When it ends by itself; null where it has no end.</param>
public sealed record ContactCheck(bool IsBlocked, string? Message, DateTimeOffset? Until);

/// <summary>What an early look at a registration found.</summary>
public sealed record RegistrationLook
{
    /// <summary>Why the registration would be refused; null where nothing speaks against it.</summary>
    public RegistrationRefused? Refusal { get; init; }

    /// <summary>The entry of the block list behind it, for who may see the list.</summary>
    public BlockedContactView? Entry { get; init; }

    /// <summary>Whether this person may go over it, with a reason.</summary>
    public bool MayOverride { get; init; }

    /// <summary>Customers who have the number or the address already, at most <see cref="CheckContacts.MostShown"/>; the blocked one who holds it, too.</summary>
    public IReadOnlyList<CustomerView> Holders { get; init; } = [];

    /// <summary>The customer of before, now deleted, who the new one would be linked to; null where there is none.</summary>
    public CustomerView? Earlier { get; init; }
}

/// <summary>What an early look at a contact that is to be blocked found.</summary>
public sealed record BlockLook
{
    /// <summary>The contact as it was understood; null where nothing can be made of the text yet.</summary>
    public ContactValue? Contact { get; init; }

    /// <summary>The entry that blocks it already; null where none does.</summary>
    public AlreadyBlocked? There { get; init; }

    /// <summary>Customers who have it, at most <see cref="CheckContacts.MostShown"/>; deleted ones aside.</summary>
    public IReadOnlyList<CustomerView> Holders { get; init; } = [];

    /// <summary>Whether more have it.</summary>
    public bool HoldersAreCapped { get; init; }
}

/// <summary>A contact of a customer, and what the block list says of it.</summary>
/// <param name="Kind">Mobile or e-mail.</param>
/// <param name="Entry">The entry in force; null where there is none.</param>
public sealed record ContactStanding(IdentifierKind Kind, BlockedContactView? Entry);

/// <summary>Looks early, so that nobody fills in a form in vain. What counts is the look inside the transaction, later [B5].</summary>
public sealed class CheckContacts(Gate gate, SqliteDatabase database, Catalogues catalogues, BlockListHits hits, TimeProvider time)
{
    /// <summary>The most customers with the same number or address that are named.</summary>
    public const int MostShown = 5;

    /// <summary>Whether contacts are on the list: for a booking page, at the step where the visitor says who they are. A no counts as a hit.</summary>
    /// <param name="mobile">A mobile number in any spelling; one that cannot be read is compared as it is. Null or empty never matches.</param>
    /// <param name="email">An e-mail address, likewise.</param>
    /// <param name="actor">Who asks: whoever may see the list, or may ask for decisions.</param>
    /// <returns>The answer; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where neither was given.</returns>
    public Outcome<ContactCheck> Run(string? mobile, string? email, Actor actor)
    {
        var needed = actor.May(Permissions.ViewBlockList) ? Permissions.ViewBlockList : Permissions.AskDecisions;
        if (gate.Check(actor, needed, nameof(CheckContacts)) is { } forbidden)
        {
            return forbidden;
        }

        if (string.IsNullOrWhiteSpace(mobile) && string.IsNullOrWhiteSpace(email))
        {
            return new InvalidInput("mobile", "Send a mobile number, an e-mail address, or both.");
        }

        using var scope = database.Read(actor.Tenant);
        var (tenant, now) = (catalogues.Of(scope).Tenant, time.Now());
        var listed = Contacts(mobile, email, tenant.Region)
            .Select(contact => (contact, Verdict: Standings.Listed(scope.Connection, actor.Tenant, [contact], now)))
            .Where(asked => asked.Verdict.IsListed)
            .ToList();
        foreach (var ((kind, key), _) in listed)
        {
            hits.Count(actor.Tenant, kind, key);
        }

        return listed.Count == 0
            ? new ContactCheck(false, null, null)
            : new ContactCheck(true, tenant.Messages[PublicMessage.BookingRefused], listed.Exists(asked => asked.Verdict.Until is null) ? null : listed.Max(asked => asked.Verdict.Until));
    }

    /// <summary>What would become of a registration, while somebody fills in the form. Counts no hit: nobody was turned away yet.</summary>
    /// <returns>What was found; or <see cref="NotPermitted"/>. What cannot be read yet, half a number for instance, matches nothing.</returns>
    public Outcome<RegistrationLook> BeforeRegistration(string? mobile, string? email, Actor actor)
    {
        if (gate.Check(actor, Permissions.RegisterCustomers | Permissions.ViewCustomers, nameof(CheckContacts)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var (catalogue, now) = (catalogues.Of(scope), time.Now());
        var contacts = Contacts(mobile, email, catalogue.Tenant.Region);
        if (contacts.Count == 0)
        {
            return new RegistrationLook();
        }

        var fault = RegistrationCheck.Find(scope.Connection, actor.Tenant, contacts, now);
        var earlier = RegistrationCheck.Earlier(scope.Connection, actor.Tenant, contacts);
        return new RegistrationLook
        {
            Refusal = fault is null ? null : new RegistrationRefused(fault.Decision.Layer, fault.Contact, fault.Decision.Until, catalogue.Tenant.Messages.Of(fault.Decision, null, null, null) ?? ""),
            Entry = fault is null || !actor.May(Permissions.ViewBlockList) ? null : Entry(scope, fault.Listed, now, actor),
            MayOverride = fault is not null && actor.May(Permissions.OverrideBlockList),
            Holders = [.. contacts
                .SelectMany(contact => Standings.Holders(scope.Connection, actor.Tenant, contact.Kind, contact.Key))
                .Distinct()
                .Where(holder => holder != earlier)
                .Take(MostShown)
                .Select(View)
                .OfType<CustomerView>()
                .Where(holder => holder.Status != CustomerStatus.Deleted)],
            Earlier = earlier is { } before ? View(before) : null,
        };

        CustomerView? View(CustomerId id) => CustomerRows.Find(scope.Connection, actor.Tenant, id) is { } customer ? CustomerView.Of(customer, catalogue, actor, now) : null;
    }

    /// <summary>What a block would mean, while somebody types the contact.</summary>
    /// <returns>What was found; or <see cref="NotPermitted"/>.</returns>
    public Outcome<BlockLook> BeforeBlocking(string? text, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageBlockList | Permissions.ViewCustomers, nameof(CheckContacts)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var (catalogue, now) = (catalogues.Of(scope), time.Now());
        if (!ContactValue.Read(text, null, catalogue.Tenant.Region).TryGet(out var contact, out _))
        {
            return new BlockLook();
        }

        var there = Entry(scope, contact.Kind, contact.Key, now);
        var holders = Standings.Holders(scope.Connection, actor.Tenant, contact.Kind, contact.Key)
            .Take(MostShown + 1)
            .Select(id => CustomerRows.Find(scope.Connection, actor.Tenant, id))
            .OfType<Customer>()
            .Where(customer => customer.Status != CustomerStatus.Deleted)
            .ToList();
        return new BlockLook
        {
            Contact = contact,
            There = there is null ? null : new AlreadyBlocked(there.Id, there.Kind, there.BlockedAt, there.BlockedBy, there.ExpiresAt),
            Holders = [.. holders.Take(MostShown).Select(customer => CustomerView.Of(customer, catalogue, actor, now))],
            HoldersAreCapped = holders.Count > MostShown,
        };
    }

    /// <summary>What the list says of a customer's number and address.</summary>
    /// <returns>Those that the customer has; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<IReadOnlyList<ContactStanding>> OfCustomer(CustomerId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewBlockList | Permissions.ViewCustomers, nameof(CheckContacts)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (CustomerRows.Find(scope.Connection, actor.Tenant, id) is not { } customer)
        {
            return new NotFound("customer");
        }

        var now = time.Now();
        return customer.Identifiers()
            .Where(identifier => identifier.Kind is IdentifierKind.Mobile or IdentifierKind.Email)
            .Select(identifier => new ContactStanding(identifier.Kind, Entry(scope, identifier.Kind, identifier.Value, now) is { } entry ? BlockedContactView.Of(entry, actor) : null))
            .ToList();
    }

    private static BlockedContact? Entry(ReadScope scope, IdentifierKind kind, string key, DateTimeOffset now) =>
        scope.Db.BlockedContacts.Where(one => one.Kind == kind && one.Key == key && one.RemovedAt == null).AsEnumerable().FirstOrDefault(one => one.HoldsAt(now));

    private static BlockedContactView? Entry(ReadScope scope, IReadOnlyList<(IdentifierKind Kind, string Key)> listed, DateTimeOffset now, Actor actor)
    {
        if (listed.Count == 0)
        {
            return null;
        }

        return Entry(scope, listed[0].Kind, listed[0].Key, now) is { } entry ? BlockedContactView.Of(entry, actor) : null;
    }

    // In compared form; what is no number keeps its spelling, as it does when a customer is registered with it [B3].
    private static List<(IdentifierKind Kind, string Key)> Contacts(string? mobile, string? email, string region) => IdentifierKeys.All(
        Text(mobile, CustomerDetails.LongestField) is { } number ? IdentifierKeys.Mobile(number, region) : null,
        Text(email, EmailAddresses.MaxLength));

    private static string? Text(string? typed, int longest) => PlainText.Read(typed, "", longest) is { Complaint: null, Text: { Length: > 0 } text } ? text : null;
}
