using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Mvc;

namespace MemberCare.Web.Api;

/// <summary>The block list: read, block, unblock, and the early check of a booking page.</summary>
public static class BlockedContactEndpoints
{
    /// <summary>Where the list begins, below the API's root.</summary>
    public const string Root = "/blocked-contacts";

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapBlockedContacts(this RouteGroupBuilder api)
    {
        var list = api.MapGroup(Root).WithTags("Block list");

        list.MapGet("", List).WithName("listBlockedContacts").WithMetadata(QueryNames.Of<BlockListQuery>())
            .WithSummary("Read the block list")
            .WithDescription("Mobile numbers and e-mail addresses that may not register, sign in, redeem or book, whether or not a customer has them. Values are masked unless the key has the scope customers:read-unmasked.")
            .Produces<BlockedContactListResource>().Refuses(400, 403);

        list.MapGet("/{entry}", Read).WithName("readBlockedContact")
            .WithSummary("Read an entry of the block list")
            .WithDescription("Entries that were taken off stay readable.")
            .Produces<BlockedContactResource>().Refuses(403, 404);

        list.MapPost("", BlockAsync).WithName("blockContact")
            .WithSummary("Block a mobile number or an e-mail address")
            .WithDescription("In force when the answer comes. 409 where it is on the list already. A number that the organisation’s region cannot read is kept and compared as it was sent.")
            .Accepts<NewBlockedContactResource>("application/json")
            .Produces<BlockedContactResource>(StatusCodes.Status201Created).Refuses(400, 403, 409, 413, 415, 503);

        list.MapDelete("/{entry}", UnblockAsync).WithName("unblockContact")
            .WithSummary("Take an entry off the block list")
            .WithDescription("It stays as history. Taking it off twice is once.")
            .Produces<BlockedContactResource>().Refuses(403, 404, 503);

        list.MapPost("/check", CheckAsync).WithName("checkContacts")
            .WithSummary("Ask early whether a visitor may book")
            .WithDescription("For a booking page, where the visitor says who they are. What counts is the check when the booking is committed. Takes the scope decisions:read or block-list:read.")
            .Accepts<ContactCheckRequestResource>("application/json")
            .Produces<ContactCheckResource>().Refuses(400, 403, 413, 415);
    }

    private static IResult List([AsParameters] BlockListQuery query, ApiCaller caller, ListBlockedContacts list)
    {
        var reading = new QueryReading();
        var filter = new BlockListFilter(
            reading.Choice("state", query.State, BlockListWords.States) ?? BlockListState.Live,
            string.IsNullOrWhiteSpace(query.Q) ? null : query.Q,
            reading.Choice("kind", query.Kind, BlockListWords.Kinds));
        var (by, reversed) = reading.Choice("sort", query.Sort, BlockListWords.Sorts) ?? (BlockListSort.Blocked, false);
        var limit = reading.Limit(query.Limit);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return list.Run(filter, by, reversed, string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, limit, caller.Actor).TryGet(out var page, out var refusal)
            ? TypedResults.Json(
                new BlockedContactListResource
                {
                    Items = [.. page.Items.Select(BlockedContactResource.Of)],
                    NextCursor = page.NextCursor,
                    Total = page.Total,
                    TotalIsCapped = page.TotalIsCapped,
                },
                ApiJson.Own.BlockedContactListResource)
            : Problems.Of(refusal);
    }

    private static IResult Read(string entry, ApiCaller caller, ListBlockedContacts list) =>
        Number(entry) is not { } id ? Problems.Of(new NotFound("entry of the block list"))
        : list.Read(id, caller.Actor).TryGet(out var view, out var refusal) ? TypedResults.Json(BlockedContactResource.Of(view), ApiJson.Own.BlockedContactResource)
        : Problems.Of(refusal);

    private static async Task<IResult> BlockAsync(
        HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, ManageBlockList manage, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewBlockedContactResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var reading = new QueryReading();
        var wish = new BlockRequest(
            body.Value, reading.Choice("kind", body.Kind, BlockListWords.Kinds), body.Reason, reading.Moment("expiresAt", body.ExpiresAt), key);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        if (!(await manage.BlockAsync(wish, caller.Actor, cancellation)).TryGet(out var entry, out refusal))
        {
            return Problems.Of(refusal);
        }

        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{Root}/{entry.Id.ToString(CultureInfo.InvariantCulture)}";
        return TypedResults.Json(BlockedContactResource.Of(BlockedContactView.Of(entry, caller.Actor)), ApiJson.Own.BlockedContactResource, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> UnblockAsync(string entry, ApiCaller caller, ManageBlockList manage, ListBlockedContacts list, CancellationToken cancellation)
    {
        if (Number(entry) is not { } id)
        {
            return Problems.Of(new NotFound("entry of the block list"));
        }

        return (await manage.UnblockAsync([id], null, caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : Read(entry, caller, list);
    }

    private static async Task<IResult> CheckAsync(HttpRequest request, ApiCaller caller, CheckContacts check, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.ContactCheckRequestResource, cancellation)).TryGet(out var body, out var refusal)
            || !check.Run(body.Mobile, body.Email, caller.Actor).TryGet(out var answer, out refusal))
        {
            return Problems.Of(refusal);
        }

        return TypedResults.Json(
            new ContactCheckResource { Blocked = answer.IsBlocked, Message = answer.Message, Until = answer.Until?.UtcDateTime },
            ApiJson.Own.ContactCheckResource);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The words of the block list in the API.</summary>
internal static class BlockListWords
{
    public static IReadOnlyDictionary<string, BlockListState> States { get; } = new Dictionary<string, BlockListState>
    {
        ["live"] = BlockListState.Live,
        ["expired"] = BlockListState.Expired,
        ["removed"] = BlockListState.Removed,
    };

    public static IReadOnlyDictionary<string, IdentifierKind> Kinds { get; } = new Dictionary<string, IdentifierKind>
    {
        ["mobile"] = IdentifierKind.Mobile,
        ["email"] = IdentifierKind.Email,
    };

    public static IReadOnlyDictionary<string, (BlockListSort By, bool Reversed)> Sorts { get; } = new Dictionary<string, (BlockListSort, bool)>
    {
        ["-blockedAt"] = (BlockListSort.Blocked, false),
        ["blockedAt"] = (BlockListSort.Blocked, true),
        ["id"] = (BlockListSort.Id, false),
        ["-id"] = (BlockListSort.Id, true),
        ["kind"] = (BlockListSort.Type, false),
        ["-kind"] = (BlockListSort.Type, true),
    };
}
