using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;

namespace MemberCare.Core.Operations;

/// <summary>What came of one activity of a batch.</summary>
/// <param name="Id">The id that came with it; null where it came without.</param>
/// <param name="Kept">The activity as it is kept; null where it was not taken.</param>
/// <param name="Duplicate">Whether it was kept before, and this is the answer of that time.</param>
/// <param name="Fault">Why it was not taken; null where it was.</param>
public sealed record ActivityAnswer(string? Id, KeptActivity? Kept, bool Duplicate, Refusal? Fault);

/// <summary>An activity that was kept, as its reporter is told of it.</summary>
/// <param name="Customer">Whose it is; null for a stranger's.</param>
/// <param name="Effect">What happened to it.</param>
/// <param name="Layer">Which layer decided.</param>
/// <param name="Side">Whose standing decided.</param>
/// <param name="Until">When that layer ends by itself.</param>
/// <param name="Awards">Whether points are given for it.</param>
/// <param name="Message">What the customer may be told.</param>
/// <param name="At">When it happened, as far as it is believed.</param>
/// <param name="Clock">What is thought of the moment named.</param>
public sealed record KeptActivity(
    CustomerId? Customer, Effect Effect, DecidingLayer Layer, ActivitySide Side, DateTimeOffset? Until, bool Awards, string? Message, DateTimeOffset At, ActivityClock Clock)
{
    /// <summary>Whether it went through and is marked for somebody to look at.</summary>
    public bool IsOutlier => Effect == Effect.Flag;

    internal static KeptActivity Of(ActivityRow row) =>
        new(row.CustomerId, row.Effect, row.Layer, row.Side, row.Until, row.Awards, row.Message, row.At, row.Clock);
}

/// <summary>
/// Keeps what systems report that customers did: judges each activity by the rules, adds it to the customer's history, and answers what came of it. Refused ones
/// are kept too, as what was tried. Each stands for itself: a wrong one does not hold up the others.
/// </summary>
public sealed class RecordActivities(Gate gate, Writer writer, Catalogues catalogues, BlockListHits hits, TimeProvider time)
{
    /// <summary>The most activities of a batch.</summary>
    public const int Most = 1000;

    // A larger batch goes in several commits, and so does one that takes long, so that nobody waits for all of it.
    private const int PerCommit = 100;

    /// <summary>Keeps a batch.</summary>
    /// <param name="batch">1 to <see cref="Most"/> activities in any order: their moments are their own.</param>
    /// <param name="actor">The system that reports. Its ids are its own: another system may use the same.</param>
    /// <param name="cancellation">Gives up waiting; what was kept by then stays.</param>
    /// <returns>An answer for each, in their order, durable; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="StoreUnavailable"/> with nothing kept.</returns>
    public async Task<Outcome<IReadOnlyList<ActivityAnswer>>> RunAsync(IReadOnlyList<Outcome<RawActivity>> batch, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.RecordActivities, nameof(RecordActivities)) is { } forbidden)
        {
            return forbidden;
        }

        if (batch.Count is 0 or > Most)
        {
            return new InvalidInput("activities", $"Send 1 to {Most:N0} activities at once.");
        }

        // Checked before anybody waits for it.
        var (region, now) = (catalogues.Of(actor.Tenant).Tenant.Region, time.Now());
        var read = batch.Select(item => item.TryGet(out var raw, out var broken) ? (raw.Id, Activity: Activity.Read(raw, region, now)) : (null, broken)).ToList();

        var (answers, isKept) = (new List<ActivityAnswer>(batch.Count), false);
        while (answers.Count < read.Count)
        {
            if (read[answers.Count].Activity.Refusal is { } wrong)
            {
                answers.Add(new ActivityAnswer(read[answers.Count].Id, null, false, wrong));
                continue;
            }

            var rest = read[answers.Count..Math.Min(answers.Count + PerCommit, read.Count)];
            var kept = await writer.RunAsync<Recorded>(actor.Tenant, transaction => Record(transaction, rest, actor), cancellation, Turn.Long);
            if (kept.TryGet(out var done, out var refusal))
            {
                isKept = true;
                answers.AddRange(done.Answers);
                foreach (var (kind, key) in done.Hits)
                {
                    hits.Count(actor.Tenant, kind, key);
                }
            }
            else if (!isKept)
            {
                return refusal;
            }
            else
            {
                // What is kept stays; the rest can be sent again, and so can all of it.
                answers.AddRange(rest.Select(item => new ActivityAnswer(item.Id, null, false, item.Activity.Refusal ?? refusal)));
            }
        }

        return answers;
    }

    // As many as there is time for, and one at least.
    private static Outcome<Recorded> Record(WriteTransaction transaction, List<(string? Id, Outcome<Activity> Activity)> rest, Actor actor)
    {
        var (recording, answers) = (new ActivityRecording(transaction, actor), new List<ActivityAnswer>(rest.Count));
        foreach (var (id, item) in rest)
        {
            answers.Add(item.TryGet(out var activity, out var fault) ? recording.Keep(activity) : new ActivityAnswer(id, null, false, fault));
            if (transaction.IsTimeUp)
            {
                break;
            }
        }

        recording.WriteDays();
        return new Recorded(answers, recording.Hits);
    }

    private sealed record Recorded(List<ActivityAnswer> Answers, List<(IdentifierKind Kind, string Key)> Hits);
}
