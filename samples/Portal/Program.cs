// A customers' portal in a page of code: it asks MemberCare at the door, at every page behind it, and before it takes a booking. Its own part, passwords, is a toy:
// the password of everybody is the last four digits of their number.
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MemberCare.Samples;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<MemberCareApi>();
var app = builder.Build();
var signedIn = new ConcurrentDictionary<string, string>();

app.MapGet("/", (HttpContext context) => context.Request.Cookies.ContainsKey("portal") ? Results.Redirect("/home") : SignIn(null));

app.MapPost("/sign-in", async (HttpContext context, MemberCareApi memberCare) =>
{
    var form = await context.Request.ReadFormAsync();
    var mobile = form["mobile"].ToString();

    // First whether they may at all: who is locked out does not get to guess on.
    var may = await memberCare.AskAsync(new { mobile, action = "signIn", channel = "portal" });
    if (!may.Allowed)
    {
        return SignIn(may.Message, 403);
    }

    var digits = string.Concat(mobile.Where(char.IsAsciiDigit));
    if (digits.Length < 4 || form["password"] != digits[^4..])
    {
        var failed = await memberCare.ReportAsync("sign-in-attempts", new { mobile, succeeded = false });
        return SignIn(failed.Locked ? failed.Message : "That number and password do not belong together.", 403);
    }

    await memberCare.ReportAsync("sign-in-attempts", new { mobile, succeeded = true });
    var session = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    signedIn[session] = mobile;
    context.Response.Cookies.Append("portal", session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
    return Results.Redirect("/home");
});

app.MapGet("/home", async (HttpContext context, MemberCareApi memberCare) =>
{
    if (!signedIn.TryGetValue(context.Request.Cookies["portal"] ?? "", out var mobile))
    {
        context.Response.Cookies.Delete("portal");
        return SignIn(null);
    }

    // Asked at each page, not once at the door: whoever is blocked now is out with the next click.
    var may = await memberCare.AskAsync(new { mobile, action = "signIn", channel = "portal" });
    if (!may.Allowed)
    {
        signedIn.TryRemove(context.Request.Cookies["portal"]!, out _);
        context.Response.Cookies.Delete("portal");
        return SignIn(may.Message, 403);
    }

    return Page.Of("Your membership", may.Effect == "limited"
        ? Page.Says(may.Message) + "<p>Your open invoice: 25.00. <a href='/home'>Pay</a></p>"
        : "<p>Welcome back. You have 1,200 points.</p>" + Page.Form("/redeem", "Redeem 100 points") + "<p><a href='/book'>Book an appointment</a></p>");
});

app.MapPost("/redeem", async (HttpContext context, MemberCareApi memberCare) =>
{
    if (!signedIn.TryGetValue(context.Request.Cookies["portal"] ?? "", out var mobile))
    {
        return SignIn(null, 403);
    }

    var result = await memberCare.RecordAsync(new { id = Guid.NewGuid(), kind = "pointsRedemption", mobile, points = 100, channel = "portal" });
    return Page.Of("Your membership", Page.Says(result.Effect is "allow" or "flag" ? "Done: 100 points are redeemed." : result.Message ?? "That is not possible.") + "<p><a href='/home'>Back</a></p>");
});

app.MapGet("/book", () => Book(null));

// Anybody may ask for an appointment, customer or not. The answer that counts is the one in the commit, whatever an earlier check said.
app.MapPost("/book", async (HttpContext context, MemberCareApi memberCare) =>
{
    var mobile = (await context.Request.ReadFormAsync())["mobile"].ToString();
    var result = await memberCare.RecordAsync(new { id = Guid.NewGuid(), kind = "booking", mobile, channel = "booking" });
    return result.Effect is "allow" or "flag" ? Page.Of("Booked", "<p>See you on Friday.</p>") : Book(result.Message ?? "You are not able to book an appointment.", 403);
});

app.Run();

static IResult SignIn(string? says, int status = 200) =>
    Page.Of("Sign in", Page.Says(says) + Page.Form("/sign-in", "Sign in", ("mobile", "Mobile number", "tel"), ("password", "Password", "password")), status);

static IResult Book(string? says, int status = 200) =>
    Page.Of("Book an appointment", Page.Says(says) + Page.Form("/book", "Book Friday, 10:00", ("mobile", "Mobile number", "tel")), status);
