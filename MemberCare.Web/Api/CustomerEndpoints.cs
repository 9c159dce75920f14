using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Mvc;

namespace MemberCare.Web.Api;

/// <summary>Customers and their histories. Each endpoint reads its request, asks the core, and words the answer; what is allowed the core alone decides.</summary>
public static class CustomerEndpoints
{
    private const string Root = "/customers";

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapCustomers(this RouteGroupBuilder api)
    {
        var customers = api.MapGroup(Root).WithTags("Customers");

        customers.MapGet("", List).WithName("listCustomers").WithMetadata(QueryNames.Of<CustomerListQuery>())
            .WithSummary("Find and list customers")
            .WithDescription("Searches where q is given, filters by the other parameters, answers page by page. Contact details are masked unless the key has the scope customers:read-unmasked.")
            .Produces<CustomerListResource>().Refuses(400, 403);

        customers.MapGet("/{id}", Read).WithName("readCustomer")
            .WithSummary("Read a customer")
            .Produces<CustomerResource>().Refuses(403, 404);

        customers.MapGet("/{id}/events", Events).WithName("listCustomerEvents").WithMetadata(QueryNames.Of<EventListQuery>())
            .WithSummary("Read a customer’s history, newest first")
            .Produces<EventListResource>().Refuses(400, 403, 404);

        customers.MapPost("", RegisterAsync).WithName("registerCustomer")
            .WithSummary("Register a customer")
            .WithDescription("A new customer is Active. External id and card number belong to one customer at most, deleted ones aside. 422 where the number or address is on the block list or belongs to a blocked customer; publicMessage says what to tell the person.")
            .Accepts<NewCustomerResource>("application/json")
            .Produces<CustomerResource>(StatusCodes.Status201Created).Refuses(400, 403, 409, 413, 415, 422, 503);

        customers.MapPost("/{id}/status-changes", ChangeAsync).WithName("changeCustomerStatus")
            .WithSummary("Change a customer’s label, and with it perhaps the status")
            .WithDescription("The change is durable when the answer comes. 202 where a second person has to approve it first: then the event is requestMade, and approvalId names the request. 409 where expectedVersion is no longer the customer’s version, 422 where a rule says no. With until it ends by itself; with from it is planned for later, and the answer’s event says so.")
            .Accepts<NewStatusChangeResource>("application/json")
            .Produces<StatusChangeResource>().Produces<StatusChangeResource>(StatusCodes.Status202Accepted).Refuses(400, 403, 404, 409, 413, 415, 422, 503);
    }

    private static IResult List([AsParameters] CustomerListQuery query, ApiCaller caller, FindCustomers find, ListCustomers list, Catalogues catalogues)
    {
        var reading = new QueryReading();
        var filter = new CustomerFilter
        {
            Query = string.IsNullOrWhiteSpace(query.Q) ? null : query.Q,
            Status = reading.Choice("status", query.Status, QueryReading.Statuses),
            Label = reading.Label(query.Label, catalogues.Of(caller.Actor.Tenant)),
            Inactive = reading.Choice("activity", query.Activity, QueryReading.Activities),
            Overlay = reading.Choice("overlay", query.Overlay, QueryReading.Overlays),
        };
        var sort = reading.Choice("sort", query.Sort, QueryReading.Sorts);
        var limit = reading.Limit(query.Limit);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        var cursor = string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor;
        var answer = filter.Query is not null && sort is null
            ? find.Run(filter, cursor, limit, caller.Actor)
            : list.Run(filter, sort?.By ?? CustomerSort.Registered, sort?.Reverse ?? false, cursor, limit, caller.Actor);
        if (!answer.TryGet(out var page, out var refusal))
        {
            return Problems.Of(refusal);
        }

        return TypedResults.Json(
            new CustomerListResource
            {
                Items = [.. page.Items.Select(CustomerResource.Of)],
                NextCursor = page.NextCursor,
                Total = page.Total,
                TotalIsCapped = page.TotalIsCapped,
            },
            ApiJson.Own.CustomerListResource);
    }

    private static IResult Read(string id, ApiCaller caller, ReadCustomer customers)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        return customers.Run(customer, caller.Actor).TryGet(out var view, out var refusal)
            ? TypedResults.Json(CustomerResource.Of(view), ApiJson.Own.CustomerResource)
            : Problems.Of(refusal);
    }

    private static IResult Events(string id, [AsParameters] EventListQuery query, ApiCaller caller, ReadTimeline timeline)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        var reading = new QueryReading();
        var filter = reading.Choice("kind", query.Kind, QueryReading.Kinds) ?? TimelineFilter.All;
        var (before, limit) = (reading.Before(query.Cursor), reading.Limit(query.Limit));
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        if (!timeline.Run(customer, caller.Actor, filter, before, limit: limit).TryGet(out var page, out var refusal)
            || !timeline.Count(customer, caller.Actor, filter).TryGet(out var count, out refusal))
        {
            return Problems.Of(refusal);
        }

        return TypedResults.Json(
            new EventListResource
            {
                Items = [.. page.Events.Select(EventResource.Of)],
                NextCursor = page.HasMore ? page.Events[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null,
                Total = count.Total,
                TotalIsCapped = count.IsCapped,
            },
            ApiJson.Own.EventListResource);
    }

    private static async Task<IResult> RegisterAsync(
        HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, RegisterCustomer register, Shown shown, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewCustomerResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var reading = new QueryReading();
        var details = new RawDetails
        {
            Name = body.Name,
            Mobile = body.Mobile,
            Email = body.Email,
            ExternalId = body.ExternalId,
            CardNumber = body.CardNumber,
            RegisteredAt = reading.Moment("registeredAt", body.RegisteredAt),
            LastActivityAt = reading.Moment("lastActivityAt", body.LastActivityAt),
            Source = body.Source,
            BirthDate = reading.Day("birthDate", body.BirthDate),
        };
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        if (!(await register.RunAsync(new RegisterCustomerRequest(details, key, body.OverrideReason), caller.Actor, cancellation)).TryGet(out var done, out refusal))
        {
            return Problems.Of(refusal);
        }

        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{Root}/{done.Customer.Id}";
        return TypedResults.Json(shown.Of(done.Customer, caller.Actor), ApiJson.Own.CustomerResource, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, ChangeStatus change, Shown shown, CancellationToken cancellation)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewStatusChangeResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var reading = new QueryReading();
        var wish = new ChangeStatusRequest(customer, LabelChoice.Named(body.Label), body.ReasonCode, body.Note, body.ExpectedVersion, key)
        {
            From = reading.Moment("from", body.From),
            Until = reading.Moment("until", body.Until),
            IsPermanent = body.Permanent ?? false,
        };
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return shown.Answer(request, await change.RunAsync(wish, caller.Actor, cancellation), caller.Actor);
    }
}

/// <summary>Shows a customer whom a command just answered with, as the queries would.</summary>
internal sealed class Shown(Catalogues catalogues, TimeProvider time)
{
    public CustomerResource Of(Customer customer, Actor actor) =>
        CustomerResource.Of(CustomerView.Of(customer, catalogues.Of(customer.TenantId), actor, time.Now()));

    // The answer to a change of status: done, or asked for where a second person has to approve it, with the address of the request.
    public IResult Answer(HttpRequest request, Outcome<CustomerChange> outcome, Actor actor)
    {
        if (!outcome.TryGet(out var done, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var approval = done.Event.Kind == EventKind.RequestMade && Guid.TryParse(done.Event.Data?.GetValueOrDefault(EventData.Request), out var asked) ? asked : (Guid?)null;
        if (approval is { } open)
        {
            request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{ApprovalEndpoints.Root}/{open:D}";
        }

        return TypedResults.Json(
            new StatusChangeResource { Customer = Of(done.Customer, actor), Event = EventResource.Of(EventView.Of(done.Event)), ApprovalId = approval },
            ApiJson.Own.StatusChangeResource,
            statusCode: approval is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }
}
