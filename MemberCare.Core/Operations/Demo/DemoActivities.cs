using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations.Demo;

/// <summary>What tills of the demo report of the last days: purchases and redemptions of customers of every status, so that there are outliers and refusals to look at.</summary>
internal static class DemoActivities
{
    private const int OfEachStatus = 12, EachReports = 3;

    /// <summary>Reports them, by the road of everybody. What was reported before is left as it is.</summary>
    public static Outcome<Done> Report(WriteTransaction transaction, DemoOrganisation organisation)
    {
        var random = new Random(organisation.Seed);
        var till = new Actor(ActorKind.ApiClient, "till", "Tills", transaction.Tenant, Permissions.RecordActivities, Channel.Till);
        var recording = new ActivityRecording(transaction, till);
        foreach (var status in StatusWords.All)
        {
            var customers = transaction.Db.Customers.Where(customer => customer.Status == status).OrderByDescending(customer => customer.LastActivityAt).Take(OfEachStatus).ToList();
            foreach (var customer in customers.OrderBy(customer => customer.Id.Value))
            {
                // After all that is in the history, so that it reads in the order in which things happened.
                var id = customer.Id;
                var last = transaction.Db.Events.Where(happened => happened.CustomerId == id).OrderByDescending(happened => happened.Sequence).Select(happened => happened.At).First();
                var step = (transaction.Now - last) / (EachReports + 1);
                for (var i = 0; i < EachReports; i++)
                {
                    var redeems = i == EachReports - 1;
                    var amount = random.Next(400, 9_000) / 100m;
                    var raw = new RawActivity
                    {
                        Id = string.Create(CultureInfo.InvariantCulture, $"demo-{id}-{i}"),
                        Kind = ActivityNames.Of(redeems ? ActivityKind.PointsRedemption : ActivityKind.Transaction),
                        Customer = new RawParty(id.ToString(), null, null, null, null),
                        Amount = redeems ? null : amount.ToString("0.00", CultureInfo.InvariantCulture),
                        Currency = redeems ? null : organisation.Currency,
                        Points = redeems ? 100 * random.Next(1, 6) : (long)Math.Ceiling(amount),
                        Place = DemoPeople.Pick(random, organisation.Places),
                        At = Clock.Whole(last + (step * (i + 1))),
                    };
                    if (Activity.Read(raw, organisation.Region, transaction.Now).TryGet(out var activity, out _))
                    {
                        recording.Keep(activity);
                    }
                }
            }
        }

        recording.WriteDays();
        return new Done();
    }
}
