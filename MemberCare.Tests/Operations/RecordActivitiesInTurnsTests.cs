using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>A batch that takes longer than one turn at the writer.</summary>
public sealed class RecordActivitiesInTurnsTests
{
    [Fact]
    public async Task A_batch_that_uses_up_its_turn_goes_in_several_commits_and_is_answered_whole_and_in_order()
    {
        await using var store = await TestStore.OpenAsync(new RushingTime());
        var siti = await store.RegisterAsync("Siti Aminah", "012-345 6789");
        var actor = new Actor(ActorKind.ApiClient, "key-till", "till", store.Tenant, Permissions.RecordActivities, Channel.Api);
        var commits = store.Get<SqliteDatabase>().Commits;
        string[] ids = ["1", "2", "wrong", "3", "2", "4", "5"];

        var before = commits.Begun;
        var answers = (await store.Get<RecordActivities>().RunAsync([.. ids.Select(id => (Outcome<RawActivity>)Purchase(id))], actor)).Value;

        Assert.True(commits.Begun - before >= 5);
        Assert.Equal(ids, answers.Select(answer => answer.Id));
        Assert.Equal(["wrong"], answers.Where(answer => answer.Fault is not null).Select(answer => answer.Id));
        Assert.Equal([4], answers.Index().Where(answer => answer.Item.Duplicate).Select(answer => answer.Index));
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        Assert.Equal(["1", "2", "3", "4", "5"], scope.Db.Activities.OrderBy(activity => activity.Position).Select(activity => activity.Id).ToList());
        Assert.Equal(5, scope.Db.ActivityDays.Sum(day => day.Number));

        RawActivity Purchase(string id) => new()
        {
            Id = id,
            Kind = id == "wrong" ? "robbery" : "transaction",
            Customer = new RawParty(siti.Id.ToString(), null, null, null, null),
            Amount = "10.00",
            Currency = "MYR",
        };
    }

    // Each look at the clock takes 50 ms, so that every turn is used up at once.
    private sealed class RushingTime : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Add(ref _timestamp, 50);
    }
}
