using System.Collections.Concurrent;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Operations.Approvals;
using MemberCare.Tests.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Operations;

/// <summary>Makers, checkers, jobs, rules and time in any order, in two processes over one file: nobody approves their own, nothing runs twice, nothing acknowledged is lost.</summary>
public sealed class EverythingAtOnceTests
{
    private const int People = 24;

    private static readonly string[] Labels = ["Active", "Active", "Suspended", "Suspended", "Fraud suspected", "Blocked", "Internal"];

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(2026)]
    public async Task Whatever_makers_checkers_jobs_rules_and_time_do_nothing_is_approved_by_its_maker_done_twice_or_lost(int seed)
    {
        var random = new Random(seed);
        await using var scene = await RuleScene.OpenAsync();
        await using var other = scene.Store.Another();
        var world = new World(scene, [scene.Store, other]);
        await world.BeginAsync();

        for (var round = 0; round < 90; round++)
        {
            // Rolled one after the other, done all at once.
            var deeds = Enumerable.Range(0, random.Next(1, 5)).Select(_ => world.Deed(random)).ToList();
            await Task.WhenAll(deeds.Select(deed => deed()));
            scene.Time.Now += TimeSpan.FromMinutes(random.Next(-10, 120));
        }

        await world.EndAsync();
        world.Check();
    }

    private sealed class World(RuleScene scene, TestStore[] processes)
    {
        private readonly List<CustomerId> _customers = [];
        private readonly ConcurrentBag<(CustomerId Customer, long Sequence)> _acknowledged = [];
        private readonly ConcurrentBag<Guid> _requests = [];
        private readonly ConcurrentBag<Guid> _jobs = [];
        private Actor[] _staff = [];

        public async Task BeginAsync()
        {
            // All may ask and all may decide, so that nothing but the rule keeps somebody from their own.
            _staff = [await scene.Store.StaffAsync("Ada", Role.Administrator), await scene.Store.StaffAsync("Ben", Role.Administrator), await scene.Store.StaffAsync("Cho", Role.Administrator)];
            await scene.Store.AskForApprovalAsync(true, hours: 8);
            for (var i = 0; i < People; i++)
            {
                _customers.Add((await scene.Store.RegisterAsync($"Customer {i}")).Id);
            }

            await scene.MakeAsync(scene.Newcomers("Newcomers") with { Lift = RuleLift.After, LiftHours = 5, Limit = 1000 });
            await scene.MakeAsync(scene.Newcomers("Buyers") with { Trigger = RuleTrigger.Transaction, Carries = scene.Label("Active").Id, Label = scene.Label("Fraud suspected").Id, Limit = 1000 });
            await scene.MakeAsync(scene.Newcomers("Guessers") with { Trigger = RuleTrigger.LoginLocked, Carries = scene.Label("Active").Id, Label = scene.Label("Blocked").Id, Limit = 1000 });
        }

        public Func<Task> Deed(Random random)
        {
            var (store, who, customer) = (processes[random.Next(2)], _staff[random.Next(3)], _customers[random.Next(_customers.Count)]);
            var (label, minutes, some) = (Labels[random.Next(Labels.Length)], random.Next(5, 400), _customers.Where(_ => random.Next(3) == 0).ToList());
            var (request, job) = (Any(_requests, random), Any(_jobs, random));
            var wish = new ChangeStatusRequest(customer, LabelChoice.Named(label), null, "By a person", null, null);
            return random.Next(16) switch
            {
                0 or 1 => () => KeepAsync(store.Get<ChangeStatus>().RunAsync(wish, who)),
                2 => () => KeepAsync(store.Get<ChangeStatus>().RunAsync(wish with { Until = scene.Time.Now.AddMinutes(minutes) }, who)),
                3 => () => KeepAsync(store.Get<ChangeStatus>().RunAsync(wish with { From = scene.Time.Now.AddMinutes(minutes) }, who)),
                4 => () => KeepAsync(store.Get<PanicSuspend>().RunAsync(customer, who)),
                5 => async () =>
                {
                    if (store.Get<ReadTimeline>().Run(customer, who, TimelineFilter.Status).Value.Events is [var last, ..])
                    {
                        await KeepAsync(store.Get<UndoChange>().RunAsync(customer, last.Sequence, who));
                    }
                }
                ,
                6 or 7 => () => KeepAsync(store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, some.Count > 0 ? some : [customer], LabelChoice.Named(label), null, "By a job"), who)),
                8 => () => KeepAsync(store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job, null, "Undone"), who)),
                9 => () => store.Get<RunJobs>().StretchAsync(store.Tenant, job, TimeSpan.Zero),
                10 or 11 => () => store.Get<DecideApproval>().ApproveAsync(request, null, who),
                12 => () => minutes % 2 == 0 ? store.Get<DecideApproval>().RejectAsync(request, "No", who) : store.Get<DecideApproval>().WithdrawAsync(request, who),
                13 => () => minutes % 2 == 0 ? scene.BuyAsync(customer) : scene.FailSignInAsync(customer),
                14 => async () => _ = (await store.RegisterAsync($"Newcomer {minutes}")).Id,
                _ => () => RunAsync(store),
            };
        }

        public async Task EndAsync()
        {
            // What comes due may have to be asked for, and what is asked for expires.
            for (var round = 0; round < 3; round++)
            {
                scene.Time.Now += TimeSpan.FromHours(9);
                await Task.WhenAll(processes.Select(RunAsync));
            }
        }

        public void Check()
        {
            using var scope = scene.Store.Get<SqliteDatabase>().Read(scene.Store.Tenant);
            var events = scope.Db.Events.AsNoTracking().ToList();
            var known = events.Select(happened => (happened.CustomerId, happened.Sequence)).ToHashSet();
            Assert.All(_acknowledged, change => Assert.Contains(change, known));

            var requests = scope.Db.ChangeRequests.AsNoTracking().ToList();
            Assert.True(requests.Count > 5, $"Only {requests.Count} requests came about.");
            Assert.DoesNotContain(requests, request => request.State == RequestState.Pending);
            Assert.DoesNotContain(requests, request => request.State is RequestState.Approved or RequestState.Rejected && (request.EndedByKind, request.EndedById) == (request.MakerKind, request.MakerId));
            foreach (var request in requests.Where(request => request.CustomerId is not null))
            {
                var led = events.Count(happened => happened.Data?.GetValueOrDefault(EventData.Request) == request.Id.ToString()
                    && happened.Kind is (EventKind.StatusChanged or EventKind.LabelChanged or EventKind.ChangePlanned));
                Assert.Equal(request.State == RequestState.Approved ? 1 : 0, led);
            }

            foreach (var job in scope.Db.Jobs.AsNoTracking().ToList())
            {
                var results = scope.Db.JobResults.AsNoTracking().Where(result => result.JobId == job.Id).ToList();
                Assert.Equal((job.Worked, job.Worked), (results.Count, results.Select(result => result.CustomerId).Distinct().Count()));
                Assert.Equal(job.State == JobState.Done ? job.Total : 0, job.Worked);
                Assert.True(job.IsOver, $"A job is {job.State}.");
                Assert.Equal(job.Changed, events.Count(happened => happened.BatchId == job.Id && happened.Kind is (EventKind.StatusChanged or EventKind.LabelChanged)));
                Assert.Equal(
                    requests.Exists(request => request.BatchId == job.Id),
                    job.State == JobState.Cancelled || requests.Exists(request => request.BatchId == job.Id && request.State == RequestState.Approved));
            }

            var plans = scope.Db.PlannedChanges.AsNoTracking().ToList();
            Assert.DoesNotContain(plans, plan => plan.State == PlanState.Waiting && plan.DueAt <= scene.Time.Now);
            Assert.All(plans.Where(plan => plan.State == PlanState.Done), plan => Assert.Contains((plan.CustomerId, plan.EndedSequence!.Value), known));
            Assert.All(scope.Db.RuleTouches.AsNoTracking().ToList().Where(touch => touch.Sequence is not null), touch => Assert.Contains((touch.CustomerId, touch.Sequence!.Value), known));

            var customers = scope.Db.Customers.AsNoTracking().ToList();
            foreach (var customer in customers)
            {
                var chain = events.Where(happened => happened.CustomerId == customer.Id).OrderBy(happened => happened.Sequence).ToList();
                Assert.Null(EventChain.FirstBreak(chain));
                Assert.Equal(customer.LastSequence, chain[^1].Sequence);
                var moves = chain.Where(happened => happened.Kind is EventKind.Registered or EventKind.StatusChanged or EventKind.LabelChanged).ToList();
                Assert.Equal((customer.Status, customer.LabelId), (moves[^1].ToStatus!.Value, moves[^1].ToLabelId!.Value));
                Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.Equal(pair.First.ToLabelId, pair.Second.FromLabelId));
            }

            Assert.Equal(
                customers.CountBy(customer => customer.LabelId).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
                scope.Db.LabelCounts.AsNoTracking().Where(count => count.Customers != 0).ToDictionary(count => count.LabelId, count => count.Customers));
        }

        private static Guid Any(ConcurrentBag<Guid> of, Random random) => of.IsEmpty ? Guid.Empty : of.ElementAt(random.Next(of.Count));

        private async Task RunAsync(TestStore store)
        {
            await store.Get<ExpireRequests>().RunDueAsync();
            await store.Get<RunJobs>().RunDueAsync();
            await scene.RunAsync(store);
        }

        private async Task KeepAsync(Task<Outcome<CustomerChange>> work)
        {
            if ((await work).TryGet(out var change, out _))
            {
                _acknowledged.Add((change.Customer.Id, change.Event.Sequence));
                if (change.Event.Kind == EventKind.RequestMade)
                {
                    _requests.Add(ApprovalScene.RequestOf(change.Event));
                }
            }
        }

        private async Task KeepAsync(Task<Outcome<Job>> work)
        {
            if ((await work).TryGet(out var job, out _))
            {
                _jobs.Add(job.Id);
                using var scope = scene.Store.Get<SqliteDatabase>().Read(scene.Store.Tenant);
                foreach (var request in scope.Db.ChangeRequests.Where(request => request.BatchId == job.Id).Select(request => request.Id))
                {
                    _requests.Add(request);
                }
            }
        }
    }
}
