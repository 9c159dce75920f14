using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>A wish for the audience of a campaign.</summary>
/// <param name="Campaign">The campaign's name, by which asking again goes on by the same moment; null for a list that nothing is kept of.</param>
/// <param name="KeepUnknown">Whether identifiers that nobody has are let through, unless the block list speaks against them.</param>
public sealed record AudienceWish(string? Campaign, bool KeepUnknown);

/// <summary>How many entries were left out for one reason.</summary>
/// <param name="Layer">Which layer spoke against it.</param>
/// <param name="Status">The status, where it was that or the label.</param>
/// <param name="Label">The name of the label, where it was that.</param>
/// <param name="Count">How many.</param>
public sealed record AudienceRefusal(DecidingLayer Layer, CustomerStatus? Status, string? Label, long Count);

/// <summary>A line that could not be read.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Why">What is wrong with it.</param>
public sealed record AudienceFault(long Line, string Why);

/// <summary>What came of an audience.</summary>
/// <param name="Campaign">The campaign; null where none was named.</param>
/// <param name="DecidedAt">The moment by which all of it was decided.</param>
/// <param name="Lines">How many lines came, empty ones left out.</param>
/// <param name="Contactable">How many were let through.</param>
/// <param name="Refused">How many were not, by reason.</param>
/// <param name="Unknown">How many mean nobody.</param>
/// <param name="JoinedLater">How many mean somebody who became a customer after the campaign began.</param>
/// <param name="Duplicates">How many came before already.</param>
/// <param name="DuplicatesBounded">Whether so many came that not every double was noticed.</param>
/// <param name="Malformed">How many could not be read.</param>
/// <param name="Faults">The first of these.</param>
public sealed record AudienceSummary(
    string? Campaign, DateTimeOffset DecidedAt, long Lines, long Contactable, IReadOnlyList<AudienceRefusal> Refused, long Unknown, long JoinedLater,
    long Duplicates, bool DuplicatesBounded, long Malformed, IReadOnlyList<AudienceFault> Faults);

/// <summary>
/// Says who of a long list may be written to by a campaign. The first time that a campaign is named, its moment is kept; whoever asks for it again, for the rest of
/// the list or for all of it, is answered by that moment, so that a campaign under way keeps its list and a new one leaves out who was blocked since [P9].
/// </summary>
public sealed class DrawAudience(Gate gate, Writer writer, SqliteDatabase database, Catalogues catalogues, TimeProvider time) : IDisposable
{
    /// <summary>How long a campaign may go on: after that, what was decided at its beginning is too old to be believed.</summary>
    public static readonly TimeSpan LongestCampaign = TimeSpan.FromDays(30);

    private const int LongestName = 80;

    // Two at once keep two cores busy; whoever comes on top waits for a turn instead of slowing everybody down.
    private readonly SemaphoreSlim _turns = new(2);

    /// <summary>Begins: checks what can be checked before the first line is read.</summary>
    /// <returns>The drawing, to be run and disposed; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="CampaignOver"/>, <see cref="StoreUnavailable"/>.</returns>
    public async Task<Outcome<AudienceDrawing>> BeginAsync(AudienceWish wish, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.AskDecisions, nameof(DrawAudience)) is { } forbidden)
        {
            return forbidden;
        }

        var (name, moment) = ((string?)null, time.Now());
        if (wish.Campaign is not null)
        {
            (name, var complaint) = PlainText.Read(wish.Campaign, "The campaign’s name", LongestName);
            if (complaint is not null || name.Length == 0)
            {
                return new InvalidInput("campaign", complaint ?? "Give the campaign a name, or leave it out.");
            }

            if (!(await writer.RunAsync(actor.Tenant, transaction => Begin(transaction, name, actor), cancellation)).TryGet(out moment, out var refusal))
            {
                return refusal;
            }
        }

        await _turns.WaitAsync(cancellation);
        try
        {
            using var scope = database.Read(actor.Tenant);
            return new AudienceDrawing(database, AudienceFacts.Read(scope, moment), catalogues.Of(scope), name, wish.KeepUnknown, _turns);
        }
        catch
        {
            _turns.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private static Outcome<DateTimeOffset> Begin(WriteTransaction transaction, string name, Actor actor)
    {
        var key = name.ToLowerInvariant();
        if (transaction.Db.Audiences.SingleOrDefault(audience => audience.Campaign == key) is { } known)
        {
            return transaction.Now - known.DrawnAt > LongestCampaign ? new CampaignOver(known.DrawnAt) : known.DrawnAt;
        }

        transaction.Db.Audiences.Add(new AudienceRow { TenantId = transaction.Tenant, Campaign = key, DrawnAt = transaction.Now, DrawnById = actor.Id, DrawnBy = actor.Name });
        transaction.Db.SaveChanges();
        return transaction.Now;
    }
}

/// <summary>A campaign of that name began so long ago that it cannot be under way.</summary>
/// <param name="Since">When it began.</param>
public sealed record CampaignOver(DateTimeOffset Since) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence =>
        $"A campaign of this name began on {Since.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)} and is over after {DrawAudience.LongestCampaign.Days} days. Give the new one another name.";
}
