using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Mvc;

namespace MemberCare.Web.Api;

/// <summary>What a portal tells of tries to sign in and of new passwords, and what it is told in return.</summary>
public static class SignInEndpoints
{
    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapSignIns(this RouteGroupBuilder api)
    {
        api.MapPost("/sign-in-attempts", AttemptAsync).WithTags("Sign-ins").WithName("reportSignInAttempt")
            .WithSummary("Report a try to sign in")
            .WithDescription("Failures in a row lock sign-in for a while, as the organisation has set it. Ask before you look at the password: while locked is true, nobody is let in.")
            .Accepts<NewSignInAttemptResource>("application/json")
            .Produces<SignInResource>().Refuses(400, 403, 409, 413, 415, 422, 503);

        api.MapPost("/password-resets", ResetAsync).WithTags("Sign-ins").WithName("reportPasswordReset")
            .WithSummary("Report a new password")
            .WithDescription("Send it once the customer has proved who they are and has set a new password. It lifts the lock and ends the row of failures.")
            .Accepts<NewPasswordResetResource>("application/json")
            .Produces<SignInResource>().Refuses(400, 403, 409, 413, 415, 422, 503);
    }

    private static async Task<IResult> AttemptAsync(
        HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, ReportSignIns report, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewSignInAttemptResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        if (body.Succeeded is not { } succeeded)
        {
            return Problems.Of(new InvalidInput("succeeded", "Say by “succeeded”, true or false, whether the customer signed in."));
        }

        return await ReportAsync(body, succeeded ? SignInReportKind.Succeeded : SignInReportKind.Failed, body.Place, key, caller, report, cancellation);
    }

    private static async Task<IResult> ResetAsync(
        HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, ReportSignIns report, CancellationToken cancellation) =>
        (await JsonBody.ReadAsync(request, ApiJson.Own.NewPasswordResetResource, cancellation)).TryGet(out var body, out var refusal)
            ? await ReportAsync(body, SignInReportKind.PasswordReset, null, key, caller, report, cancellation)
            : Problems.Of(refusal);

    private static async Task<IResult> ReportAsync(
        NamedCustomerResource body, SignInReportKind kind, string? place, string? key, ApiCaller caller, ReportSignIns report, CancellationToken cancellation)
    {
        var reading = new QueryReading();
        var at = reading.Moment("at", body.At);
        CustomerId? id = null;
        if (reading.Refusal is { } wrong || !body.TryId(out id, out wrong))
        {
            return Problems.Of(wrong);
        }

        var who = new NamedCustomer(id, body.Mobile, body.Email, body.ExternalId, body.CardNumber);
        return (await report.RunAsync(new SignInReport(who, kind, at, place, key), caller.Actor, cancellation)).TryGet(out var standing, out var refusal)
            ? TypedResults.Json(SignInResource.Of(standing), ApiJson.Own.SignInResource)
            : Problems.Of(refusal);
    }
}
