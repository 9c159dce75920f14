using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Registrations held against a plain model while contacts are blocked and unblocked, entries end, and customers are blocked, freed and deleted.</summary>
public sealed class RegistrationModelTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly (IdentifierKind Kind, string Key, string[] Spellings)[] Contacts =
    [
        (IdentifierKind.Mobile, "+60123456789", ["012-345 6789", "+60 12 345 6789", "0060123456789"]),
        (IdentifierKind.Mobile, "+60134567890", ["013 456 7890", "60134567890"]),
        (IdentifierKind.Mobile, "ask at 7", ["ask at 7", " ask at 7 "]),
        (IdentifierKind.Email, "mei@mail.my", ["mei@mail.my", "MEI@Mail.my"]),
        (IdentifierKind.Email, "ravi@mail.my", ["Ravi@mail.my", " ravi@MAIL.my "]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_registration_is_let_through_exactly_as_a_plain_model_says_and_the_early_look_agrees(int seed)
    {
        var (random, time) = (new Random(seed), new ManualTime(Noon));
        await using var store = await TestStore.OpenAsync(time);
        var entries = new List<(long Id, IdentifierKind Kind, string Key, DateTimeOffset? Until)>();
        var customers = new Dictionary<CustomerId, (CustomerStatus Status, string? Mobile, string? Email)>();
        var (let, refused, held, linked) = (0, 0, 0, 0);
        for (var step = 0; step < 250; step++)
        {
            time.Advance(TimeSpan.FromSeconds(random.Next(1, 120)));
            var now = time.GetUtcNow();
            switch (random.Next(10))
            {
                case 0:
                    await BlockAsync(now);
                    break;
                case 1 or 2 when entries.Count > 0:
                    var off = entries[random.Next(entries.Count)];
                    Assert.Null((await store.UnblockAsync([off.Id])).Refusal);
                    entries.Remove(off);
                    break;
                case 3 or 4 when customers.Count > 0:
                    await MoveAsync();
                    break;
                default:
                    await RegisterAsync(now);
                    break;
            }
        }

        // A walk that never came by one of the roads would show nothing.
        Assert.True(let > 20 && refused > 10 && held > 5 && linked > 5, $"{let} let through, {refused} on the list, {held} held, {linked} linked");

        async Task BlockAsync(DateTimeOffset now)
        {
            var (kind, key, spellings) = Contacts[random.Next(Contacts.Length)];
            DateTimeOffset? until = random.Next(2) == 0 ? null : now.AddMinutes(random.Next(1, 15));
            var there = entries.FindIndex(entry => entry.Kind == kind && entry.Key == key && !(entry.Until <= now));
            var outcome = await store.BlockAsync(spellings[random.Next(spellings.Length)], expiresAt: until);
            Assert.Equal(there >= 0, outcome.Refusal is AlreadyBlocked);
            if (outcome.Refusal is null)
            {
                entries.RemoveAll(entry => entry.Kind == kind && entry.Key == key);
                entries.Add((outcome.Value.Id, kind, key, until));
            }
        }

        async Task MoveAsync()
        {
            var (id, (status, mobile, email)) = customers.ElementAt(random.Next(customers.Count));
            var to = status == CustomerStatus.Blocked ? CustomerStatus.Active : random.Next(2) == 0 ? CustomerStatus.Blocked : CustomerStatus.Deleted;
            if (status != CustomerStatus.Deleted)
            {
                var change = new ChangeStatusRequest(id, LabelChoice.Named(to.Title()), null, "For the test", null, null);
                Assert.Null((await store.Get<ChangeStatus>().RunAsync(change, store.Actor(Role.Administrator))).Refusal);
                customers[id] = (to, mobile, email);
            }
        }

        async Task RegisterAsync(DateTimeOffset now)
        {
            var mobile = random.Next(5) == 0 ? null : Some(IdentifierKind.Mobile);
            var email = mobile is null || random.Next(2) == 0 ? Some(IdentifierKind.Email) : null;
            bool Has((CustomerStatus Status, string? Mobile, string? Email) one) => (mobile is not null && one.Mobile == mobile?.Key) || (email is not null && one.Email == email?.Key);
            var onList = entries.Exists(entry => !(entry.Until <= now) && (entry.Key == mobile?.Key || entry.Key == email?.Key));
            var isHeld = customers.Values.Any(one => one.Status == CustomerStatus.Blocked && Has(one));
            DecidingLayer? expected = onList ? DecidingLayer.BlockList : isHeld ? DecidingLayer.Hold : null;

            var look = store.Get<CheckContacts>().BeforeRegistration(mobile?.Spelling, email?.Spelling, store.Actor(Role.Agent)).Value;
            var outcome = await store.TryRegisterAsync(mobile?.Spelling, email?.Spelling);

            Assert.Equal(expected, look.Refusal?.Layer);
            Assert.Equal(expected, (outcome.Refusal as RegistrationRefused)?.Layer);
            if (outcome.Refusal is not null)
            {
                (refused, held) = (refused + (onList ? 1 : 0), held + (onList ? 0 : 1));
                return;
            }

            var earlier = customers.Where(one => one.Value.Status == CustomerStatus.Deleted && mobile is not null && one.Value.Mobile == mobile?.Key).Select(one => one.Key.ToString()).LastOrDefault()
                ?? customers.Where(one => one.Value.Status == CustomerStatus.Deleted && email is not null && one.Value.Email == email?.Key).Select(one => one.Key.ToString()).LastOrDefault();
            Assert.Equal(earlier, outcome.Value.Event.Data?.GetValueOrDefault(EventData.Earlier));
            Assert.Equal(earlier, look.Earlier?.Id.ToString());
            (let, linked) = (let + 1, linked + (earlier is null ? 0 : 1));
            customers.Add(outcome.Value.Customer.Id, (CustomerStatus.Active, mobile?.Key, email?.Key));
        }

        (string Key, string Spelling)? Some(IdentifierKind kind)
        {
            var of = Contacts.Where(contact => contact.Kind == kind).ToArray();
            var (_, key, spellings) = of[random.Next(of.Length)];
            return (key, spellings[random.Next(spellings.Length)]);
        }
    }
}
