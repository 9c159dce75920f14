using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Tests.Operations;

/// <summary>Whatever rules, people, systems and the clock do, and in whatever order: some things never happen.</summary>
public sealed class RuleModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task In_any_order_of_events_people_and_time_each_rule_acts_once_on_an_occasion_and_everything_comes_to_an_end(int seed)
    {
        await using var scene = await RuleScene.OpenAsync();
        await using var other = scene.Store.Another();
        var random = new Random(seed);
        string[] labels = ["Active", "Suspended", "Fraud suspected", "Regular", "Trending"];
        await scene.MakeLabelAsync("Regular", reason: false);
        await scene.MakeLabelAsync("Trending");
        var (rules, customers) = (new List<RuleId>(), new List<CustomerId>());

        for (var step = 0; step < 120; step++)
        {
            switch (random.Next(12))
            {
                case 0 when rules.Count < 8:
                    rules.Add((await scene.Manage.CreateAsync(Draft(scene, random, labels, rules.Count), scene.Chief)).Value is var made && made != default ? made : rules[0]);
                    break;
                case 1 or 2 when rules.Count > 0:
                    // Refused where it would close a circle, or asks: whatever it says, nothing may break.
                    await scene.Manage.SwitchOnAsync(Any(rules), null, scene.Chief);
                    break;
                case 3 when rules.Count > 0 && random.Next(3) == 0:
                    await scene.Manage.SwitchOffAsync(Any(rules), null, scene.Chief);
                    break;
                case 4 when rules.Count > 0:
                    await scene.Manage.ContinueAsync(Any(rules), null, scene.Chief);
                    break;
                case 5 or 6:
                    customers.Add((await scene.Store.RegisterAsync($"Customer {customers.Count}")).Id);
                    break;
                case 7 when customers.Count > 0:
                    await scene.BuyAsync(Any(customers), random.Next(2) == 0 ? "5.00" : "500.00");
                    break;
                case 8 when customers.Count > 0:
                    await scene.FailSignInAsync(Any(customers), random.Next(1, 6));
                    break;
                case 9 when customers.Count > 0:
                    await scene.Store.Get<ChangeStatus>().RunAsync(
                        new ChangeStatusRequest(Any(customers), LabelChoice.Named(labels[random.Next(labels.Length)]), null, "By a person", null, null), scene.Store.Actor(Role.Agent));
                    break;
                case 10:
                    scene.Time.Now += TimeSpan.FromMinutes(random.Next(1, 60 * 30));
                    break;
                default:
                    await Task.WhenAll(scene.RunAsync(), scene.RunAsync(other));
                    break;
            }
        }

        await scene.RunAsync();
        Check(scene, customers);

        T Any<T>(List<T> of) => of[random.Next(of.Count)];
    }

    private static RuleDraft Draft(RuleScene scene, Random random, string[] labels, int number)
    {
        var trigger = (RuleTrigger)random.Next(1, 7);
        if (trigger is RuleTrigger.PlanTaken or RuleTrigger.AddedToBoard)
        {
            trigger = RuleTrigger.Transaction;
        }

        var to = random.Next(labels.Length);
        var lifts = trigger is RuleTrigger.Inactive or RuleTrigger.LoginLocked && random.Next(2) == 0 ? RuleLift.WhenEnded : (RuleLift)random.Next(2);
        return scene.Newcomers($"Rule {number}") with
        {
            Trigger = trigger,
            Days = trigger == RuleTrigger.Inactive ? random.Next(1, 4) : null,
            Label = scene.Label(labels[to]).Id,
            Carries = random.Next(2) == 0 ? null : scene.Label(labels[(to + 1) % labels.Length]).Id,
            AmountAtLeast = trigger == RuleTrigger.Transaction && random.Next(2) == 0 ? "100" : null,
            Currency = null,
            Lift = lifts,
            LiftHours = lifts == RuleLift.After ? random.Next(1, 72) : null,
            Limit = random.Next(1, 6),
        } is var draft && draft.AmountAtLeast is not null ? draft with { Currency = "MYR" } : draft;
    }

    private static void Check(RuleScene scene, List<CustomerId> customers)
    {
        using var scope = scene.Store.Get<SqliteDatabase>().Read(scene.Store.Tenant);
        var touches = scope.Db.RuleTouches.ToList();
        var rules = scope.Db.Rules.ToDictionary(rule => rule.Id);
        foreach (var customer in customers)
        {
            var history = scene.History(customer);
            Assert.Null(EventChain.FirstBreak(history));
            Assert.Equal(Enumerable.Range(1, history.Count), history.Select(happened => (int)happened.Sequence));
            Assert.Equal(history[^1].Sequence, scene.Find(customer).LastSequence);

            // Each change by a rule is the one change of one touch, or the one lift of one.
            var byRules = history.Where(happened => happened.ActorKind == ActorKind.Rule).ToList();
            var own = touches.Where(touch => touch.CustomerId == customer).ToList();
            var changes = own.Where(touch => touch.Outcome == TouchOutcome.Changed).ToList();
            Assert.Equal(changes.Count, changes.Select(touch => touch.Sequence).Distinct().Count());
            Assert.Equal(byRules.Count, changes.Count + own.Count(touch => touch.Lift == LiftState.Lifted));
            Assert.All(changes, touch => Assert.Equal((touch.FromLabelId, touch.ToLabelId), (Event(touch).FromLabelId, Event(touch).ToLabelId)));

            // On one occasion nobody comes back by rules to where rules moved them from.
            foreach (var occasion in changes.GroupBy(touch => touch.Cause))
            {
                var way = occasion.OrderBy(touch => touch.Sequence).ToList();
                Assert.All(way.Index(), at => Assert.DoesNotContain(at.Item.ToLabelId, way.Take(at.Index).Select(before => before.FromLabelId)));
            }

            // What was to end has ended, unless it is still to come.
            Assert.DoesNotContain(own, touch => touch.Lift == LiftState.Open && touch.LiftDueAt <= scene.Time.Now);

            CustomerEvent Event(RuleTouchRow touch) => history.Single(happened => happened.Sequence == touch.Sequence);
        }

        Assert.DoesNotContain(scope.Db.PlannedChanges.ToList(), plan => plan.State == PlanState.Waiting && plan.DueAt <= scene.Time.Now);
        Assert.All(touches.Where(touch => touch.Outcome == TouchOutcome.Waiting), touch => Assert.Equal((RuleState.Stopped, RuleStop.Limit), (rules[touch.RuleId].State, rules[touch.RuleId].Stop)));
        foreach (var (id, rule) in rules)
        {
            // Between two acts of people no day holds more than the limit, or what a person let go on.
            var turns = scope.Db.RuleChanges.Where(change => change.RuleId == id).OrderBy(change => change.Version).ToList();
            var continued = turns.Exists(change => change.Act == RuleAct.Continued);
            var most = touches.Where(touch => touch.RuleId == id && touch.Outcome == TouchOutcome.Changed).Select(touch => touch.At).Order().ToList();
            if (!continued)
            {
                Assert.All(most, from => Assert.InRange(most.Count(at => at >= from && at < from.AddDays(1)), 0, turns.Max(change => change.Terms.Limit)));
            }
        }
    }
}
