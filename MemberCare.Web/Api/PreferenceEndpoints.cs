using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>Whether a customer may be contacted: a wish that survives every change of status.</summary>
public static class PreferenceEndpoints
{
    /// <summary>Maps the endpoint into the API's group.</summary>
    public static void MapPreferences(this RouteGroupBuilder api) =>
        api.MapPut("/customers/{id}/contact-preference", SetAsync).WithTags("Customers").WithName("setContactPreference")
            .WithSummary("Say whether a customer may be contacted")
            .WithDescription("Do Not Contact stops messages and leaves sign-in and earning alone. Saying what is known already changes nothing.")
            .Accepts<ContactPreferenceResource>("application/json")
            .Produces<CustomerResource>().Refuses(400, 403, 404, 413, 415, 503);

    private static async Task<IResult> SetAsync(
        string id, HttpRequest request, ApiCaller caller, ManageOverlays overlays, ReadCustomer read, Shown shown, CancellationToken cancellation)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.ContactPreferenceResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        if (body.DoNotContact is not { } doNotContact)
        {
            return Problems.Of(new InvalidInput("doNotContact", "Say by “doNotContact”, true or false, whether the customer wants no messages."));
        }

        if ((await overlays.SetContactPreferenceAsync(customer, doNotContact, body.Note, caller.Actor, cancellation)).TryGet(out var done, out refusal))
        {
            return TypedResults.Json(shown.Of(done.Customer, caller.Actor), ApiJson.Own.CustomerResource);
        }

        // A PUT says how it is to be; that it is so already is no fault of the sender's.
        return refusal is PreferenceSame && read.Run(customer, caller.Actor).TryGet(out var view, out refusal)
            ? TypedResults.Json(CustomerResource.Of(view), ApiJson.Own.CustomerResource)
            : Problems.Of(refusal!);
    }
}
