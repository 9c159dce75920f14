using System.Buffers.Binary;
using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using static MemberCare.Core.Domain.Statuses.CustomerStatus;

namespace MemberCare.Core.Operations.Demo;

/// <summary>Lives the lives of demo customers: each is registered, buys, redeems, signs in and is perhaps restricted, by the same rules and methods as everybody.</summary>
/// <param name="organisation">Whose customers.</param>
/// <param name="catalogue">Its labels and reasons.</param>
/// <param name="agents">Members of staff who change a status.</param>
/// <param name="now">The present; all lies before it.</param>
internal sealed class DemoLife(DemoOrganisation organisation, TenantCatalogue catalogue, IReadOnlyList<Actor> agents, DateTimeOffset now)
{
    private const double OldestDays = 6 * 365.25, InactiveAfterDays = 190;

    private static readonly string[] Words =
    [
        "Called from a number that we know.", "Checked the card and the last two purchases.", "Seen in three shops within an hour.", "The bank asks for the receipt.",
        "Wrote to the help desk.", "Two accounts with one phone.", "Will come by with an identity card.", "Phone found again.",
    ];

    private static readonly LifeCourse[] Courses =
    [
        new(8200, []),
        new(420, [("Regular", null)]),
        new(220, [("Trending", null)]),
        new(120, [("Open", null)]),
        new(90, [("Open", null), ("Converted", null)]),
        new(90, [("Lost phone", "lost-phone"), ("Active", "cleared")]),
        new(60, [("Suspended", "unusual-activity"), ("Active", "cleared")]),
        new(120, [("Lost phone", "lost-phone")]),
        new(120, [("Suspended", "customer-request")]),
        new(80, [("Chargeback review", "unusual-activity")]),
        new(50, [("Fraud suspected", "unusual-activity")]),
        new(40, [("Fraud suspected", "unusual-activity"), ("Active", "cleared")]),
        new(40, [("Chargeback review", "unusual-activity"), ("Card testing", "fraud-verified")]),
        new(20, [("Fraud suspected", "unusual-activity"), ("Fraud confirmed", "fraud-verified")]),
        new(80, [("Terms breached", "terms-breached")]),
        new(40, [("Blocked", "duplicate")]),
        new(40, [("Internal", "test-account")]),
        new(120, [("Left the programme", "customer-request")]),
        new(50, [("Suspended", "customer-request"), ("Deleted", "duplicate")]),
    ];

    private readonly DemoPeople _people = new(organisation);
    private readonly Dictionary<LabelId, StatusLabel> _labels = catalogue.Labels.ToDictionary(label => label.Id);

    /// <summary>The customer with a number, and all that happened, oldest first.</summary>
    /// <param name="number">From 0; later numbers registered later.</param>
    /// <param name="of">How many there will be.</param>
    public (Customer Customer, IReadOnlyList<CustomerEvent> History) Live(int number, int of)
    {
        var random = ChanceOf(number);
        var registered = Before(OldestDays * Math.Pow(1 - ((number + random.NextDouble()) / of), 0.9));
        var raw = _people.Invent(number, random, registered);
        var details = CustomerDetails.Read(number % 97 == 4 ? Twin(raw, number) : raw, organisation.Region, now).Value;
        var till = Party("till", "Till " + DemoPeople.Pick(random, organisation.Places), Channel.Till);
        var portal = Party("portal", "Customer portal", Channel.Portal);
        var course = CourseOf(random);
        var last = LastActivity(random, registered);

        var (customer, first) = Customer.Register(
            Id(random, registered), catalogue.Tenant.Id, details, catalogue.SystemLabel(Active), details.Source is "web" or "app" ? portal : till, registered);
        var history = new List<CustomerEvent> { first };
        var moves = Moves(random, course, registered, last);
        foreach (var at in Visits(random, LengthOf(number, of, random), registered, last))
        {
            Move(before: at);
            history.Add(Visit(customer, random, at, till, portal));
        }

        Move(before: now);
        history.AddRange(Overlays(number, customer, portal, history[^1].At));
        return (customer, history);

        void Move(DateTimeOffset before)
        {
            while (moves.TryPeek(out var next) && next.At <= before)
            {
                moves.Dequeue();
                var note = random.Next(3) == 0 ? DemoPeople.Pick(random, Words) : null;
                history.Add(customer.MoveTo(_labels[customer.LabelId], next.To, next.Reason, note, catalogue.Reasons, DemoPeople.Pick(random, agents), next.At).Value);
            }
        }
    }

    // Seeds that follow each other would make lives that resemble each other, so their bits are mixed (the finaliser of MurmurHash3).
    private Random ChanceOf(int number)
    {
        var seed = unchecked((uint)organisation.Seed + (0x9E3779B9u * (uint)(number + 1)));
        seed = unchecked((seed ^ (seed >> 16)) * 0x85EBCA6Bu);
        seed = unchecked((seed ^ (seed >> 13)) * 0xC2B2AE35u);
        return new Random(unchecked((int)(seed ^ (seed >> 16))));
    }

    private Actor Party(string id, string name, Channel channel) => new(ActorKind.ApiClient, id, name, catalogue.Tenant.Id, Permissions.None, channel);

    // The small organisation has not all of these labels; who would carry a missing one carries the status's own.
    private Queue<(DateTimeOffset At, StatusLabel To, string? Reason)> Moves(Random random, LifeCourse course, DateTimeOffset registered, DateTimeOffset last)
    {
        // What restricts the customer for good comes after the last visit, a passing thing between two visits.
        var labels = course.Steps.Select(step => (Label: catalogue.LabelNamed(step.Label), step.Reason)).Where(step => step.Label is not null).ToList();
        var (from, to) = labels.Count > 0 && labels[^1].Label!.Status != Active ? (last, now) : (registered, last);
        var times = labels.Select(_ => from + ((to - from) * (0.05 + (0.9 * random.NextDouble())))).Order().ToList();
        var moves = new Queue<(DateTimeOffset, StatusLabel, string?)>();
        for (var i = 0; i < labels.Count; i++)
        {
            moves.Enqueue((Clock.Whole(times[i]), labels[i].Label!, labels[i].Reason));
        }

        return moves;
    }

    private CustomerEvent Visit(Customer customer, Random random, DateTimeOffset at, Actor till, Actor portal)
    {
        var kind = random.Next(100) switch { < 62 => EventKind.Transaction, < 74 => EventKind.Redemption, _ => EventKind.SignedIn };
        if (kind == EventKind.SignedIn)
        {
            return customer.Note(kind, [], portal, at);
        }

        var amount = Math.Round(4 * Math.Exp(2.6 * random.NextDouble()), 1, MidpointRounding.AwayFromZero);
        var points = kind == EventKind.Transaction ? Math.Ceiling(amount) : 100 * random.Next(1, 8);
        return customer.Note(
            kind,
            new EventData
            {
                ["amount"] = (kind == EventKind.Transaction ? amount : points / 20).ToString("F2", CultureInfo.InvariantCulture),
                ["currency"] = organisation.Currency,
                ["place"] = DemoPeople.Pick(random, organisation.Places),
                ["points"] = points.ToString("F0", CultureInfo.InvariantCulture),
            },
            till,
            at);
    }

    // A few are locked out at this very time, and some want no messages. Drawn by the number alone, so that the rest of each life stays as it was.
    private IEnumerable<CustomerEvent> Overlays(int number, Customer customer, Actor portal, DateTimeOffset last)
    {
        if (customer.Status == Deleted)
        {
            yield break;
        }

        if (number % 23 == 5)
        {
            var words = number % 2 == 0 ? "Asked for it at the counter." : null;
            yield return customer.SetContactPreference(true, words, agents[number % agents.Count], Later(last, Before(0.3 + ((number % 90) * 0.01)))).Value;
        }

        var rule = new LockRule(catalogue.Tenant.LockAfterFailures, TimeSpan.FromHours(catalogue.Tenant.LockHours));
        var tries = (number % 211) switch { 7 => rule.After, 40 => 2, _ => 0 };
        for (var i = 0; i < tries; i++)
        {
            var at = Later(last, Before(0.02 + ((number % 10) * 0.02))) + TimeSpan.FromSeconds(10 * i);
            if (customer.FailSignIn(rule, portal, at, at) is { } locked)
            {
                yield return locked;
                yield return customer.Note(
                    EventKind.DecisionRefused,
                    new EventData { [EventData.Action] = "RedeemPoints", [EventData.Layer] = "LoginLock", [EventData.Place] = $"till {1 + (number % 9)}" },
                    Party("till", "Till " + organisation.Places[number % organisation.Places.Length], Channel.Till),
                    at + TimeSpan.FromMinutes(1));
            }
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    // Now and then somebody has a second account: the same person under a tagged address.
    private RawDetails Twin(RawDetails own, int number)
    {
        var before = ChanceOf(number - 1);
        before.NextDouble();
        var person = _people.Invent(number - 1, before, own.RegisteredAt!.Value);
        return own with
        {
            Name = person.Name,
            Mobile = person.Mobile ?? own.Mobile,
            Email = person.Email?.Replace("@", "+club@", StringComparison.Ordinal) ?? own.Email,
            BirthDate = person.BirthDate,
        };
    }

    private static IEnumerable<DateTimeOffset> Visits(Random random, int count, DateTimeOffset registered, DateTimeOffset last) =>
        Enumerable.Range(0, count).Select(i => i == 0 ? last : Clock.Whole(registered + ((last - registered) * random.NextDouble()))).Order().ToList();

    // Most have a handful of visits; a few of the oldest have long histories, one of ten thousand, so that it can be seen that these work as well.
    private static int LengthOf(int number, int of, Random random) => number switch
    {
        12 when of >= 100 => 10_000,
        27 when of >= 100 => 2_000,
        55 or 81 when of >= 100 => 600,
        _ => Math.Min(40, 1 + (int)(-3.2 * Math.Log(1 - random.NextDouble()))),
    };

    private DateTimeOffset LastActivity(Random random, DateTimeOffset registered)
    {
        var (days, inactive, share) = ((now - registered).TotalDays, random.Next(100) < 26, random.NextDouble());
        return inactive && days > InactiveAfterDays
            ? Clock.Whole(registered + (TimeSpan.FromDays(days - InactiveAfterDays) * share))
            : Before(Math.Min(days, InactiveAfterDays - 15) * share * share);
    }

    private DateTimeOffset Before(double days) => Clock.Whole(now - TimeSpan.FromDays(days) - TimeSpan.FromMinutes(5));

    private static LifeCourse CourseOf(Random random)
    {
        var drawn = random.Next(Courses.Sum(course => course.Weight));
        return Courses.First(course => (drawn -= course.Weight) < 0);
    }

    // A UUIDv7 as for everybody, but drawn from the same chance as the rest.
    private static CustomerId Id(Random random, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (at.ToUnixTimeMilliseconds() << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new CustomerId(new Guid(bytes, bigEndian: true));
    }

    private sealed record LifeCourse(int Weight, (string Label, string? Reason)[] Steps);
}
