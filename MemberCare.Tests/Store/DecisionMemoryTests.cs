using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Tests.Store;

/// <summary>Memory against the database and against the rules written plainly, after whatever happens, in this process or in another.</summary>
public sealed class DecisionMemoryTests
{
    private static readonly string[] Numbers = ["012-345 6701", "012-345 6702", "012-345 6703", "012-345 6704", "012-345 6705", "no number 06"];
    private static readonly string[] Addresses = ["a@mail.my", "b@mail.my", "c@mail.my", "d@mail.my"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Memory_answers_as_the_database_does_and_as_the_rules_say_after_whatever_happened(int seed)
    {
        await using var store = await TestStore.OpenAsync();
        await using var another = store.Another();
        var (random, customers, entries) = (new Random(seed), new List<CustomerId>(), new List<long>());
        var labels = new List<LabelId>(store.Get<Catalogues>().Of(store.Tenant).Labels.Select(label => label.Id));
        labels.Add((await store.Get<ManageLabels>().CreateAsync(Draft("Regular", Tightening.None), Administrator(store))).Value);
        var (fromMemory, asked) = (0, 0);
        for (var step = 0; step < 90; step++)
        {
            // One in four changes comes from the other process.
            var by = random.Next(4) == 0 ? another : store;
            await HappenAsync(by, random, customers, entries, labels);
            if (step % 2 == 0)
            {
                await ReadyAsync(store);
            }

            for (var i = 0; i < 25; i++, asked++)
            {
                var question = Question(random, customers);
                fromMemory += store.Get<DecisionMemory>().Of(store.Tenant) is null ? 0 : 1;
                var answer = store.Get<AskDecision>().Run(question, Administrator(store)).Value;
                var (database, model) = (store.Get<AskDecision>().FromDatabase(question, store.Tenant, answer.At).Value, Model(store, question, answer.At));
                Assert.True(answer == database, $"step {step}: {question}\nmemory {answer}\ndatabase {database}");
                Assert.True(model == (answer.Decision.Effect, answer.Decision.Layer, answer.Decision.Until), $"step {step}: {question}\nmemory {answer}\nmodel {model}");
            }
        }

        Assert.True(fromMemory > asked / 2, $"Memory answered only {fromMemory} of {asked}.");
    }

    [Fact]
    public async Task What_lies_in_the_store_at_the_start_is_loaded_and_nobody_else()
    {
        await using var store = await TestStore.OpenAsync();
        var (random, customers, entries) = (new Random(7), new List<CustomerId>(), new List<long>());
        var labels = store.Get<Catalogues>().Of(store.Tenant).Labels.Select(label => label.Id).ToList();
        for (var step = 0; step < 120; step++)
        {
            await HappenAsync(store, random, customers, entries, labels);
        }

        // The other one has seen none of it happen.
        await using var another = store.Another();
        await ReadyAsync(another);
        await ReadyAsync(store);
        Assert.Equal(store.Get<DecisionMemory>().Entries, another.Get<DecisionMemory>().Entries);
        Assert.InRange(another.Get<DecisionMemory>().Entries, 10, (customers.Count * 3) + Numbers.Length + Addresses.Length);
        for (var i = 0; i < 400; i++)
        {
            var question = Question(random, customers);
            var answer = another.Get<AskDecision>().Run(question, Administrator(store)).Value;
            Assert.Equal(Model(store, question, answer.At), (answer.Decision.Effect, answer.Decision.Layer, answer.Decision.Until));
        }
    }

    [Fact]
    public async Task No_answer_is_older_than_the_last_acknowledged_change_of_this_process_or_another()
    {
        await using var store = await TestStore.OpenAsync();
        await using var another = store.Another();
        await ReadyAsync(store);
        await ReadyAsync(another);
        using var stop = new CancellationTokenSource();
        var (asked, certain, fromMemory) = (0L, 0L, 0L);
        var racers = new List<Racer>
        {
            await Racer.OfStatusAsync(store, store, 0), await Racer.OfStatusAsync(store, another, 1), await Racer.OfLabelAsync(store, 2),
            Racer.OfBlockList(store, store, "012-888 0001"), Racer.OfBlockList(store, another, "012-888 0002"), await Racer.OfMatrixAsync(store, another),
        };
        var askers = Enumerable.Range(0, 3).Select(asker => Task.Run(() =>
        {
            var random = new Random(asker);
            while (!stop.IsCancellationRequested)
            {
                var racer = racers[random.Next(racers.Count)];
                var core = random.Next(3) == 0 ? another : store;
                var acknowledged = racer.Acknowledged;
                var vouched = core.Get<DecisionMemory>().Of(store.Tenant) is not null;
                var answer = core.Get<AskDecision>().Run(racer.Question, Administrator(store)).Value;
                var begun = racer.Begun;
                Interlocked.Increment(ref asked);
                if (acknowledged == begun)
                {
                    Interlocked.Increment(ref certain);
                    Interlocked.Add(ref fromMemory, vouched ? 1 : 0);
                    Assert.True((acknowledged % 2 == 0) == answer.Decision.IsAllowed, $"{racer.Name}: change {acknowledged} was acknowledged, and the answer was {answer}.");
                }
            }
        })).ToArray();

        await Task.WhenAll(racers.Select(racer => Task.Run(() => racer.RunAsync(60))));
        await stop.CancelAsync();
        await Task.WhenAll(askers);
        Assert.True(certain > 300, $"Only {certain} of {asked} answers could be judged.");
        Assert.True(fromMemory > 20, $"Memory could vouch for {fromMemory} of {certain} answers only.");
    }

    [Fact]
    public async Task A_commit_that_another_process_died_in_leaves_the_database_to_answer_until_the_next_one()
    {
        await using var store = await TestStore.OpenAsync();
        await ReadyAsync(store);
        store.Get<SqliteDatabase>().Commits.Begin(untold: false, access: false);

        Assert.Null(store.Get<DecisionMemory>().Of(store.Tenant));
        Assert.True(store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = Numbers[0], Action = CustomerAction.SignIn }, Administrator(store)).Value.Decision.IsAllowed);
        await ReadyAsync(store);
        Assert.NotNull(store.Get<DecisionMemory>().Of(store.Tenant));
    }

    [Fact]
    public async Task An_organisation_that_is_removed_leaves_nothing_in_memory()
    {
        await using var store = await TestStore.OpenAsync();
        var customer = await store.RegisterAsync("Tan", mobile: Numbers[0]);
        await ChangeAsync(store, customer.Id, CustomerStatus.Blocked);
        await ReadyAsync(store);
        Assert.Equal(2, store.Get<DecisionMemory>().Entries);

        Assert.Null((await store.Get<RemoveOrganisation>().RunAsync(store.Tenant)).Refusal);
        Assert.Equal(0, store.Get<DecisionMemory>().Entries);
    }

    [Fact]
    public async Task A_refusal_names_whoever_has_the_number_now_though_the_one_before_stood_the_same()
    {
        await using var store = await TestStore.OpenAsync();
        var before = await store.RegisterAsync("Tan", mobile: Numbers[0]);
        var after = await store.RegisterAsync("Lim", mobile: Numbers[1]);
        await ChangeAsync(store, before.Id, CustomerStatus.Suspended);
        await ChangeAsync(store, after.Id, CustomerStatus.Suspended);
        await ReadyAsync(store);
        Assert.Equal(before.Id, Holder());
        Assert.Equal(before.Id, Holder());

        await store.Get<Writer>().RunAsync<Done>(store.Tenant, transaction =>
        {
            foreach (var (id, number) in new[] { (before.Id, Numbers[2]), (after.Id, Numbers[0]) })
            {
                var customer = transaction.Find(id)!;
                var details = CustomerDetails.Read(new RawDetails { Name = customer.Name, Mobile = number }, "MY", DateTimeOffset.UtcNow).Value;
                transaction.SaveDetails(customer, () => customer.Amend(details, Administrator(store), DateTimeOffset.UtcNow));
            }

            return new Done();
        });

        Assert.NotNull(store.Get<DecisionMemory>().Of(store.Tenant));
        Assert.Equal(after.Id, Holder());

        CustomerId? Holder() =>
            store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = Numbers[0], Action = CustomerAction.RedeemPoints }, Administrator(store)).Value.Customer;
    }

    private static async Task HappenAsync(TestStore store, Random random, List<CustomerId> customers, List<long> entries, List<LabelId> labels)
    {
        var actor = Administrator(store);
        var customer = customers.Count == 0 ? default : customers[random.Next(customers.Count)];
        switch (customers.Count < 4 ? 0 : random.Next(12))
        {
            case 0 or 1:
                var details = new RawDetails
                {
                    Name = "Tan",
                    Mobile = Maybe(Numbers),
                    Email = Maybe(Addresses),
                    ExternalId = random.Next(2) == 0 ? null : $"x{customers.Count}",
                    CardNumber = $"60{customers.Count}",
                };
                if ((await store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), actor)).TryGet(out var registered, out _))
                {
                    customers.Add(registered.Customer.Id);
                }

                break;
            case 2 or 3 or 4:
                await store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Of(labels[random.Next(labels.Count)]), null, "Tested", null, null), actor);
                break;
            case 5:
                await store.Get<ManageOverlays>().SetContactPreferenceAsync(customer, random.Next(2) == 0, "Tested", actor);
                break;
            case 6:
                for (var i = 0; i < 5; i++)
                {
                    await store.Get<ReportSignIns>().RunAsync(new SignInReport(new NamedCustomer(customer, null, null, null, null), SignInReportKind.Failed, null, null, null), actor);
                }

                break;
            case 7:
                await store.Get<ManageOverlays>().LiftLockAsync(customer, "Tested", actor);
                break;
            case 8:
                var value = Maybe(Numbers) ?? Maybe(Addresses) ?? "x@mail.my";
                var until = random.Next(2) == 0 ? (DateTimeOffset?)null : DateTimeOffset.UtcNow.AddMilliseconds(random.Next(5, 4_000));
                if ((await store.Get<ManageBlockList>().BlockAsync(new BlockRequest(value, value.Contains('@') ? IdentifierKind.Email : IdentifierKind.Mobile, null, until), actor)).TryGet(out var entry, out _))
                {
                    entries.Add(entry.Id);
                }

                break;
            case 9 when entries.Count > 0:
                await store.Get<ManageBlockList>().UnblockAsync([entries[random.Next(entries.Count)]], null, actor);
                break;
            case 10:
                var catalogue = store.Get<Catalogues>().Of(store.Tenant);
                if (catalogue.LabelNamed("Regular") is { } regular)
                {
                    await store.Get<ManageLabels>().EditAsync(regular.Id, Draft("Regular", random.Next(2) == 0 ? Tightening.None : Tightening.None.With(CustomerAction.Book, Effect.Deny).Value), actor);
                }

                await store.Get<ChangePolicy>().SetMatrixAsync([new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, (Effect)(random.Next(2) * 4))], catalogue.PolicyVersion, actor);
                break;
            default:
                // A file that amends, moves identifiers from one to another, and brings people with a status.
                var file = new StringBuilder("external_id,name,mobile,email,status\n");
                for (var i = 0; i < 4; i++)
                {
                    file.Append($"x{random.Next(customers.Count + 8)},Tan,{Maybe(Numbers)},{Maybe(Addresses)},{(random.Next(3) == 0 ? "Suspended" : "")}\n");
                }

                using (var content = new MemoryStream(Encoding.UTF8.GetBytes(file.ToString())))
                {
                    await store.Get<ImportCustomers>().RunAsync(new ImportRequest(content, false, _ => { }), actor);
                }

                customers.Clear();
                using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
                {
                    customers.AddRange(scope.Db.Customers.Select(one => one.Id));
                }

                break;
        }

        string? Maybe(string[] values) => random.Next(4) == 0 ? null : values[random.Next(values.Length)];
    }

    private static DecisionQuestion Question(Random random, List<CustomerId> customers) => new()
    {
        Customer = customers.Count > 0 && random.Next(3) == 0 ? customers[random.Next(customers.Count)] : null,
        Mobile = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : null,
        Email = random.Next(3) == 0 ? Addresses[random.Next(Addresses.Length)] : null,
        ExternalId = random.Next(5) == 0 ? $"x{random.Next(customers.Count + 2)}" : null,
        CardNumber = $"60{random.Next(customers.Count + 2)}",
        Action = EffectMatrix.Actions[random.Next(EffectMatrix.Actions.Count)],
    };

    // The rules once more, over whole tables, by nobody's index.
    private static (Effect, DecidingLayer, DateTimeOffset?) Model(TestStore store, DecisionQuestion question, DateTimeOffset now)
    {
        var catalogue = store.Get<Catalogues>().Of(store.Tenant);
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var (customers, entries, action) = (scope.Db.Customers.ToList(), scope.Db.BlockedContacts.AsEnumerable().Where(entry => entry.HoldsAt(now)).ToList(), question.Action!.Value);
        var asked = question.Keys("MY");
        var meant = asked.SelectMany(key => customers.Where(one => one.Identifiers().Contains(key)).ToList() is var with && with.Exists(one => one.Status != CustomerStatus.Deleted)
            ? with.Where(one => one.Status != CustomerStatus.Deleted) : with).Concat(customers.Where(one => one.Id == question.Customer)).Distinct().ToList();
        var says = new List<(Effect Effect, DecidingLayer Layer, DateTimeOffset? Until)> { (Effect.Allow, DecidingLayer.None, null) };
        foreach (var one in meant)
        {
            says.Add((catalogue.Policy.Matrix.Of(one.Status, action), DecidingLayer.Status, null));
            says.Add((catalogue.Policy.Tightening(one.LabelId, action), DecidingLayer.Label, null));
            if (one.LoginLockedUntil > now && action is CustomerAction.SignIn or CustomerAction.RedeemCoupon or CustomerAction.RedeemPoints && one.LoginLockedUntil > now)
            {
                says.Add((Effect.Deny, DecidingLayer.LoginLock, one.LoginLockedUntil));
            }

            if (one.DoNotContact && action == CustomerAction.ReceiveMarketing)
            {
                says.Add((Effect.Deny, DecidingLayer.DoNotContact, null));
            }
        }

        // Each customer whom the question can mean, and the stranger who asks, by all entries on what they have: the longest.
        foreach (var identifiers in meant.Select(one => one.Identifiers().Concat(asked)).Append(asked))
        {
            var hits = entries.Where(entry => identifiers.Contains((entry.Kind, entry.Key))).ToList();
            if (hits.Count > 0 && action is CustomerAction.SignIn or CustomerAction.RedeemPoints or CustomerAction.RedeemCoupon or CustomerAction.ReceiveMarketing or CustomerAction.Book && hits.Count > 0)
            {
                says.Add((Effect.Deny, DecidingLayer.BlockList, hits.Exists(hit => hit.ExpiresAt is null) ? null : hits.Max(hit => hit.ExpiresAt)));
            }
        }

        return says.Where(one => one.Effect > Effect.Allow).OrderByDescending(one => one.Effect).ThenBy(one => one.Layer).ThenByDescending(one => one.Until ?? DateTimeOffset.MaxValue)
            .FirstOrDefault((Effect.Allow, DecidingLayer.None, null));
    }

    private static async Task ReadyAsync(TestStore store)
    {
        var memory = store.Get<DecisionMemory>();
        while (!memory.IsReady)
        {
            await Task.Delay(2);
        }

        while (memory.Of(store.Tenant) is null)
        {
            await Task.Delay(2);
        }
    }

    private static Actor Administrator(TestStore store) => new(ActorKind.Person, "1", "Administrator", store.Tenant, Permissions.All, Channel.Console);

    private static LabelDraft Draft(string name, Tightening tightening) => new() { Name = name, Status = CustomerStatus.Active, Colour = "green", Icon = LabelLooks.IconOf(CustomerStatus.Active), ReasonRequired = false, Tightening = tightening };

    private static async Task ChangeAsync(TestStore store, CustomerId id, CustomerStatus to) => Assert.Null((await store.Get<ChangeStatus>().RunAsync(
        new ChangeStatusRequest(id, LabelChoice.Of(store.Get<Catalogues>().Of(store.Tenant).SystemLabel(to).Id), null, "Tested", null, null), Administrator(store))).Refusal);

    // Makes one change to and fro: after an even number of acknowledged changes the answer is yes, after an odd one no.
    private sealed class Racer(string name, DecisionQuestion question, Func<bool, Task> change)
    {
        private int _begun, _acknowledged;

        public string Name => name;

        public DecisionQuestion Question => question;

        public int Begun => Volatile.Read(ref _begun);

        public int Acknowledged => Volatile.Read(ref _acknowledged);

        public async Task RunAsync(int changes)
        {
            for (var i = 0; i < changes; i++)
            {
                Interlocked.Increment(ref _begun);
                await change(i % 2 == 0);
                Interlocked.Increment(ref _acknowledged);

                // A little rest, so that answers fall between changes, too.
                await Task.Delay(i % 4);
            }
        }

        public static async Task<Racer> OfStatusAsync(TestStore store, TestStore by, int number)
        {
            var customer = await store.RegisterAsync("Tan", mobile: $"012-777 000{number}");
            return new Racer($"status {number}", new DecisionQuestion { Mobile = $"012-777 000{number}", Action = CustomerAction.SignIn },
                no => ChangeAsync(by, customer.Id, no ? CustomerStatus.Blocked : CustomerStatus.Active));
        }

        public static async Task<Racer> OfLabelAsync(TestStore store, int number)
        {
            var strict = (await store.Get<ManageLabels>().CreateAsync(Draft("Strict", Tightening.None.With(CustomerAction.Book, Effect.Deny).Value), Administrator(store))).Value;
            var customer = await store.RegisterAsync("Tan", mobile: $"012-777 000{number}");
            return new Racer("label", new DecisionQuestion { Customer = customer.Id, Action = CustomerAction.Book }, async no => Assert.Null((await store.Get<ChangeStatus>().RunAsync(
                new ChangeStatusRequest(customer.Id, no ? LabelChoice.Of(strict) : LabelChoice.Named("Active"), null, "Tested", null, null), Administrator(store))).Refusal));
        }

        public static Racer OfBlockList(TestStore store, TestStore by, string number)
        {
            var entry = 0L;
            return new Racer($"block list {number}", new DecisionQuestion { Mobile = number, Action = CustomerAction.Book }, async no =>
            {
                if (no)
                {
                    entry = (await by.Get<ManageBlockList>().BlockAsync(new BlockRequest(number), Administrator(store))).Value.Id;
                }
                else
                {
                    Assert.Null((await by.Get<ManageBlockList>().UnblockAsync([entry], null, Administrator(store))).Refusal);
                }
            });
        }

        public static async Task<Racer> OfMatrixAsync(TestStore store, TestStore by)
        {
            var customer = await store.RegisterAsync("Tan", mobile: "012-777 0009");
            await ChangeAsync(store, customer.Id, CustomerStatus.FraudSuspected);
            return new Racer("matrix", new DecisionQuestion { Customer = customer.Id, Action = CustomerAction.BeInvoiced }, async no => Assert.Null((await by.Get<ChangePolicy>().SetMatrixAsync(
                [new EffectCell(CustomerStatus.FraudSuspected, CustomerAction.BeInvoiced, no ? Effect.Deny : Effect.Allow)],
                by.Get<Catalogues>().Of(store.Tenant).PolicyVersion, Administrator(store))).Refusal));
        }
    }
}
