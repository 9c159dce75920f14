using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

/// <summary>Customers of all kinds, many of them alike in what lists sort by, so that ties are common.</summary>
internal static class ManyCustomers
{
    public static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    public static readonly string?[] Sources = [null, "app", "shop, “Bangsar”", "portal"];

    private static readonly string[] Names =
        ["Siti Aminah", "Tan Sarah", "José Ñandú", "=SUM(A1)", "Łukasz \"Luk\" Øre", "王小明", "'t Hooft", "😀", "Ravi, Kumar", "-", "ａｂｃ"];

    /// <summary>Two labels beside those that every organisation has.</summary>
    public static async Task AddLabelsAsync(TestStore store, TenantId tenant)
    {
        foreach (var (name, status) in new[] { ("Lost phone", CustomerStatus.Suspended), ("Regular", CustomerStatus.Active) })
        {
            await store.Get<Writer>().RunAsync<Done>(tenant, transaction =>
            {
                var draft = new LabelDraft { Name = name, Status = status, Colour = LabelLooks.ColourOf(status), Icon = LabelLooks.IconOf(status) };
                transaction.Db.Labels.Add(StatusLabel.Create(tenant, draft, transaction.Catalogue.Labels, transaction.Catalogue.Reasons).Value);
                transaction.Db.SaveChanges();
                transaction.TouchCatalogue();
                return new Done();
            });
        }
    }

    /// <summary>Registers customers with labels, dates and sources drawn by <paramref name="random"/>.</summary>
    public static async Task AddAsync(TestStore store, TenantId tenant, int count, Random random)
    {
        var actor = Actor.System(tenant, "Test", Channel.System);
        var added = await store.Get<Writer>().RunAsync<Done>(tenant, transaction =>
        {
            for (var i = 0; i < count; i++)
            {
                var registered = Now.AddDays(-random.Next(0, 60) * 7);
                var raw = new RawDetails
                {
                    Name = Names[random.Next(Names.Length)] + (random.Next(3) == 0 ? "" : " " + (char)('A' + random.Next(6))),
                    ExternalId = $"X-{random.NextInt64():x}-{i}",
                    Mobile = random.Next(3) switch { 0 => null, 1 => "+60 12-345 " + random.Next(1000, 9999), _ => "012345" + random.Next(1000, 9999) },
                    Email = random.Next(2) == 0 ? null : $"user{i}@example.com",
                    CardNumber = random.Next(4) == 0 ? $"{random.NextInt64():d}" : null,
                    Source = Sources[random.Next(Sources.Length)],
                    BirthDate = random.Next(3) == 0 ? new DateOnly(1980 + random.Next(3), 1 + random.Next(12), 5) : null,
                    RegisteredAt = registered,
                    LastActivityAt = random.Next(2) == 0 ? null : registered + (Now - registered) * random.NextDouble(),
                };
                var details = CustomerDetails.Read(raw, "MY", Now).Value;
                var label = transaction.Catalogue.Labels[random.Next(transaction.Catalogue.Labels.Count)];
                var (customer, happened) = Customer.Register(CustomerId.New(Now), tenant, details, label, actor, Now.AddMinutes(-random.Next(50)));
                var history = new List<CustomerEvent> { happened };
                if (random.Next(5) == 0)
                {
                    history.Add(customer.SetContactPreference(true, null, actor, Now).Value);
                }

                // Some locks last, some have ended, some tries are below the limit.
                var hours = random.Next(4) == 0 ? random.Next(1, 40) : 0;
                for (var i2 = 0; i2 < (hours == 0 ? 0 : random.Next(3, 6)); i2++)
                {
                    if (customer.FailSignIn(new LockRule(5, TimeSpan.FromHours(20)), actor, Now.AddHours(-hours), Now.AddHours(-hours)) is { } locked)
                    {
                        history.Add(locked);
                    }
                }

                transaction.Add(customer, history);
            }

            return new Done();
        });
        Assert.Null(added.Refusal);
    }

    /// <summary>Every combination worth trying of what a filter has.</summary>
    public static CustomerFilter Filter(Random random, IReadOnlyList<StatusLabel> labels) => new()
    {
        Status = random.Next(3) == 0 ? StatusWords.All[random.Next(StatusWords.All.Count)] : null,
        Fraud = random.Next(8) == 0,
        Label = random.Next(4) == 0 ? labels[random.Next(labels.Count)].Id : null,
        Overlay = random.Next(3) == 0 ? (CustomerOverlay)random.Next(2) : null,
        Inactive = random.Next(3) switch { 0 => true, 1 => false, _ => null },
        Source = random.Next(3) == 0 ? Sources[random.Next(Sources.Length)] : null,
        RegisteredFrom = random.Next(3) == 0 ? Now.AddDays(-random.Next(60) * 7) : null,
        RegisteredBefore = random.Next(3) == 0 ? Now.AddDays(-random.Next(60) * 7) : null,
    };

    /// <summary>All customers of a filter and order in plain LINQ over EF Core: what the lists have to agree with.</summary>
    public static List<Customer> Reference(IEnumerable<Customer> all, CustomerFilter filter, CustomerSort sort, bool descending, ActivityPeriod period)
    {
        var fitting = all.Where(c =>
            (filter.Status is null || c.Status == filter.Status)
            && (!filter.Fraud || c.Status is CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed)
            && (filter.Label is null || c.LabelId == filter.Label)
            && (filter.Inactive is null || (c.Status != CustomerStatus.Deleted && c.IsInactive(period, Now) == filter.Inactive))
            && (filter.Overlay != CustomerOverlay.Locked || c.LoginLockedUntil > Now)
            && (filter.Overlay != CustomerOverlay.DoNotContact || c.DoNotContact)
            && (filter.Source is null || c.Source == filter.Source)
            && (filter.RegisteredFrom is null || c.RegisteredAt >= filter.RegisteredFrom)
            && (filter.RegisteredBefore is null || c.RegisteredAt < filter.RegisteredBefore));
        var rising = sort switch
        {
            CustomerSort.Name => fitting.OrderBy(c => c.NameKey, Comparer<string>.Create(ByUtf8)),
            CustomerSort.LastActivity => fitting.OrderBy(c => c.LastActivityAt),
            CustomerSort.StatusUpdated => fitting.OrderBy(c => c.StatusUpdatedAt),
            _ => fitting.OrderBy(c => c.RegisteredAt),
        };
        var sorted = rising.ThenBy(c => c.Id.ToString(), StringComparer.Ordinal).ToList();
        if ((sort == CustomerSort.Name) == descending)
        {
            sorted.Reverse();
        }

        return sorted;
    }

    private static int ByUtf8(string a, string b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
