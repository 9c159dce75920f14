using System.Data.Common;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.BlockList;

/// <summary>Reads for the page of the block list, as many pages of the core as it shows at once, and passes its deeds on.</summary>
public sealed partial class BlockListReader(ListBlockedContacts list, ManageBlockList manage, ILogger<BlockListReader> log)
{
    /// <summary>The most rows shown at once.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>The first rows; without page and refusal where the store is out of reach.</summary>
    public (BlockedContactPage? Page, Refusal? Refusal) Read(BlockListFilter filter, BlockListSort sort, bool reversed, int count, Actor actor)
    {
        var rows = new List<BlockedContactView>();
        string? cursor = null;
        try
        {
            while (true)
            {
                var wanted = Math.Min(Math.Min(count, MostAtOnce) - rows.Count, ListBlockedContacts.MostPerPage);
                if (!list.Run(filter, sort, reversed, cursor, wanted, actor).TryGet(out var page, out var refusal))
                {
                    return (null, refusal);
                }

                rows.AddRange(page.Items);
                cursor = page.NextCursor;
                if (cursor is null || rows.Count >= Math.Min(count, MostAtOnce))
                {
                    return (page with { Items = rows, NextCursor = rows.Count < MostAtOnce ? cursor : null }, null);
                }
            }
        }
        catch (DbException fault)
        {
            Unread(fault);
            return (null, null);
        }
    }

    /// <summary>Takes entries off the list.</summary>
    public Task<Outcome<BlockListChange>> UnblockAsync(IReadOnlyCollection<long> entries, Actor actor) => manage.UnblockAsync(entries, null, actor);

    [LoggerMessage(Level = LogLevel.Error, Message = "The block list could not be read")]
    private partial void Unread(Exception fault);
}

/// <summary>What was just done to the list, and how it is taken back.</summary>
/// <param name="Words">What was done, in a sentence.</param>
/// <param name="ToUnblock">Entries whose blocking is taken back by unblocking them.</param>
/// <param name="ToRestore">Entries whose unblocking is taken back by putting them on the list again.</param>
public sealed record BlockListDeed(string Words, IReadOnlyCollection<long> ToUnblock, IReadOnlyCollection<long> ToRestore)
{
    /// <summary>A contact was blocked.</summary>
    public static BlockListDeed Blocked(BlockedContact entry) => new($"{entry.Value} is blocked.", [entry.Id], []);

    /// <summary>Entries were taken off.</summary>
    public static BlockListDeed Unblocked(BlockListChange change)
    {
        var what = change.Entries.Count switch
        {
            0 => "Nothing was on the list any more.",
            1 => $"{change.Entries[0].Value} is no longer blocked.",
            var many => $"{many} contacts are no longer blocked.",
        };
        var rest = change.LeftAlone > 0 && change.Entries.Count > 0 ? $" {change.LeftAlone} had been taken off before." : "";
        return new BlockListDeed(what + rest, [], [.. change.Entries.Select(entry => entry.Id)]);
    }
}
