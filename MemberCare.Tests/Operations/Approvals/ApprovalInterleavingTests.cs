using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations.Approvals;

/// <summary>Makers, checkers, time and the switch in any order: what holds whatever happens.</summary>
public sealed class ApprovalInterleavingTests
{
    // Seldom Deleted, from where nothing leads on.
    private static readonly string[] Wanted = ["Blocked", "Blocked", "Blocked", "Blocked", "Active", "Active", "Active", "Active", "Suspended", "Fraud suspected", "Fraud confirmed", "Internal"];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2026)]
    public async Task Whatever_people_and_time_do_nobody_approves_their_own_and_nothing_is_done_twice_or_lost(int seed)
    {
        var random = new Random(seed);
        var time = new SetTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var store = await TestStore.OpenAsync(time);
        await store.AskForApprovalAsync(true, hours: 5);
        var customers = new List<CustomerId>();
        for (var i = 0; i < 8; i++)
        {
            customers.Add((await store.RegisterAsync($"Customer {i}")).Id);
        }

        // All may ask and all may decide, so that nothing but the rule keeps somebody from their own.
        Actor[] people = [await store.StaffAsync("Ada", Role.Administrator), await store.StaffAsync("Ben", Role.Agent, Role.Approver), await store.StaffAsync("Cho", Role.Administrator)];
        var (decide, expire) = (store.Get<DecideApproval>(), store.Get<ExpireRequests>());
        var asked = new List<(Guid Id, Actor Maker)>();
        var decided = new Dictionary<Guid, RequestState>();
        for (var round = 0; round < 150; round++)
        {
            // Several at once, as they come.
            var acts = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
            {
                var (who, customer, about) = (people[random.Next(3)], customers[random.Next(8)], asked.Count > 0 ? asked[^(1 + random.Next(Math.Min(6, asked.Count)))] : default);
                var wanted = random.Next(250) == 0 ? "Deleted" : Wanted[random.Next(Wanted.Length)];
                return (Act: random.Next(10), Who: who, Customer: customer, About: about, Wanted: wanted);
            }).ToList();
            await Task.WhenAll(acts.Select(act => RunAsync(act.Act, act.Who, act.Customer, act.About, act.Wanted)));
            time.Now += TimeSpan.FromMinutes(random.Next(0, 90));
            if (round % 30 is 20 or 24)
            {
                await store.AskForApprovalAsync(isOn: round % 30 == 24, hours: 5);
            }
        }

        time.Now += TimeSpan.FromHours(6);
        await expire.RunDueAsync();
        Judge();

        async Task RunAsync(int act, Actor who, CustomerId customer, (Guid Id, Actor Maker) about, string wanted)
        {
            if (act < 5 || about.Maker is null)
            {
                if ((await store.MoveAsync(customer, wanted, who, "cleared")).TryGet(out var change, out _) && change.Event.Kind == EventKind.RequestMade)
                {
                    lock (asked)
                    {
                        asked.Add((ApprovalScene.RequestOf(change.Event), who));
                    }
                }

                return;
            }

            var outcome = act switch
            {
                < 8 => await decide.ApproveAsync(about.Id, null, who),
                8 => await decide.RejectAsync(about.Id, "No", who),
                _ => await decide.WithdrawAsync(about.Id, who),
            };
            if (act == 9)
            {
                await expire.RunDueAsync();
            }

            if (outcome.TryGet(out var done, out _))
            {
                // A decision that was answered with a yes is never another one later.
                lock (decided)
                {
                    Assert.Equal(done.Request.State, decided.TryAdd(about.Id, done.Request.State) ? done.Request.State : decided[about.Id]);
                    Assert.Equal(done.Request.State == RequestState.Withdrawn, who == about.Maker);
                }
            }
        }

        void Judge()
        {
            using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
            var requests = scope.Db.ChangeRequests.ToList();
            Assert.True(requests.Count > 10, $"Only {requests.Count} requests came about.");
            Assert.Equal(asked.Select(one => one.Id).Order(), requests.Select(request => request.Id).Order());
            Assert.DoesNotContain(requests, request => request.State == RequestState.Pending);
            Assert.DoesNotContain(requests, request => request.State is RequestState.Approved or RequestState.Rejected && (request.EndedByKind, request.EndedById) == (request.MakerKind, request.MakerId));
            Assert.DoesNotContain(requests, request => request.State == RequestState.Withdrawn && request.EndedById != request.MakerId);
            Assert.All(decided, end => Assert.Equal(end.Value, requests.Single(request => request.Id == end.Key).State));

            var events = scope.Db.Events.ToList();
            foreach (var request in requests)
            {
                var about = events.Where(happened => happened.Data?.GetValueOrDefault(EventData.Request) == request.Id.ToString()).ToList();
                Assert.Single(about, happened => happened.Kind == EventKind.RequestMade);
                Assert.Equal(request.State.Word(), Assert.Single(about, happened => happened.Kind == EventKind.RequestEnded).Data![EventData.Outcome]);
                Assert.Equal(request.State == RequestState.Approved ? 1 : 0, about.Count(happened => happened.Kind is EventKind.StatusChanged or EventKind.LabelChanged));
            }

            foreach (var customer in customers)
            {
                var chain = events.Where(happened => happened.CustomerId == customer).OrderBy(happened => happened.Sequence).ToList();
                Assert.Null(EventChain.FirstBreak(chain));
                var changes = chain.Where(happened => happened.Kind is EventKind.Registered or EventKind.StatusChanged or EventKind.LabelChanged).ToList();
                Assert.Equal(store.StatusOf(customer), changes[^1].ToStatus);
                Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.Equal(pair.First.ToLabelId, pair.Second.FromLabelId));
            }
        }
    }

    [Fact]
    public async Task Two_processes_that_let_requests_expire_end_each_of_them_once()
    {
        var time = new SetTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var store = await TestStore.OpenAsync(time);
        await using var other = store.Another();
        await store.AskForApprovalAsync(true, hours: 1);
        var maker = await store.StaffAsync("Ravi", Role.Agent);
        var customers = new List<CustomerId>();
        for (var i = 0; i < 250; i++)
        {
            customers.Add((await store.RegisterAsync($"Customer {i}")).Id);
            Assert.Null((await store.MoveAsync(customers[i], "Blocked", maker)).Refusal);
        }

        Assert.Equal(0, await store.Get<ExpireRequests>().RunDueAsync());
        time.Now += TimeSpan.FromHours(1);
        var ended = await Task.WhenAll(store.Get<ExpireRequests>().RunDueAsync(), other.Get<ExpireRequests>().RunDueAsync(), store.Get<ExpireRequests>().RunDueAsync());

        Assert.Equal(250, ended.Sum());
        Assert.All(customers, customer => Assert.Single(store.Events(customer), happened => happened.Kind == EventKind.RequestEnded));
        Assert.Equal(default, store.Get<ListApprovals>().Count(maker).Value);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_reopens_nothing()
    {
        var time = new SetTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var store = await TestStore.OpenAsync(time);
        await store.AskForApprovalAsync(true, hours: 1);
        var (maker, checker) = (await store.StaffAsync("Ravi", Role.Agent), await store.StaffAsync("Farid", Role.Approver));
        var customer = (await store.RegisterAsync("Siti Aminah")).Id;
        var request = ApprovalScene.RequestOf((await store.MoveAsync(customer, "Blocked", maker)).Value.Event);
        time.Now += TimeSpan.FromHours(2);
        Assert.Equal(1, await store.Get<ExpireRequests>().RunDueAsync());
        time.Now -= TimeSpan.FromHours(2);

        Assert.Equal(RequestState.Expired, Assert.IsType<RequestEnded>((await store.Get<DecideApproval>().ApproveAsync(request, null, checker)).Refusal).State);
    }
}
