using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Operations.Demo;

/// <summary>What the demo organisations have blocked: numbers and addresses, with and without a reason or an end, one that has ended and one that was taken off.</summary>
internal static class DemoBlockList
{
    private static readonly Entry[] OfKopiHouse =
    [
        new("spam.bot@mailbox.example", "Sends advertising through the booking form", 190, null, 231, 0.2),
        new("011-2847 6610", "Books for ten and never comes", 74, null, 14, 2),
        new("+65 9123 0417", "Refunds with receipts of others, Gurney Plaza; police report 2291", 31, 60, 3, 9),
        new("fake.member@example.com", null, 22, null, 0, null),
        new("016-770 1928", "Threatened staff at Mid Valley", 12, 168, 5, 1),
        new("ext. 4471", "Only an extension; the caller keeps it as his number", 9, null, 1, 8),
        new("013-555 0172", "Registered for the welcome drink again and again", 60, -10, 22, 11),
    ];

    private static readonly Entry[] OfBergblick =
    [
        new("0151 5550 1234", "Schickt Leihausrüstung nicht zurück", 40, null, 2, 6),
        new("trödel@example.de", null, 15, 30, 0, null),
    ];

    private static readonly Entry TakenOff = new("012-555 0199", "Mistaken for somebody else", 45, null, 1, 44);

    /// <summary>The entries of an organisation.</summary>
    /// <param name="organisation">Which one.</param>
    /// <param name="keeper">Somebody who keeps its list.</param>
    /// <param name="now">The present.</param>
    public static IEnumerable<BlockedContact> Of(DemoOrganisation organisation, Actor keeper, DateTimeOffset now)
    {
        foreach (var entry in organisation == DemoOrganisation.KopiHouse ? OfKopiHouse : OfBergblick)
        {
            yield return Made(entry, organisation, keeper, now);
        }

        if (organisation == DemoOrganisation.KopiHouse)
        {
            var off = Made(TakenOff, organisation, keeper, now);
            off.Remove("Another person of the same name", keeper, Before(now, 43));
            yield return off;
        }
    }

    private static BlockedContact Made(Entry entry, DemoOrganisation organisation, Actor keeper, DateTimeOffset now)
    {
        var contact = ContactValue.Read(entry.Value, null, organisation.Region).Value;
        DateTimeOffset? end = entry.EndsInDays is { } days ? Before(now, -days) : null;
        var made = BlockedContact.Block(contact.Kind, contact.Value, contact.Key, entry.Reason, end, keeper, Before(now, entry.BlockedDaysAgo));
        if (entry.HitDaysAgo is { } hit)
        {
            made.Hit(entry.Hits, Before(now, hit));
        }

        return made;
    }

    private static DateTimeOffset Before(DateTimeOffset now, double days) => Clock.Whole(now.AddDays(-days).AddMinutes(-7));

    private sealed record Entry(string Value, string? Reason, double BlockedDaysAgo, double? EndsInDays, long Hits, double? HitDaysAgo);
}
