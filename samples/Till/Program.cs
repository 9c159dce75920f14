// A till in a page of code: it tells MemberCare what is bought and redeemed, obeys the answer, and hears by webhook when a customer's standing changes.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MemberCare.Samples;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<MemberCareApi>();
var app = builder.Build();
var (place, hookSecret) = (app.Configuration["Till:Name"] ?? "Till 7", app.Configuration["Till:HookSecret"] ?? app.Configuration["TILL_HOOK_SECRET"] ?? "");
var news = new LinkedList<string>();

app.MapGet("/", () => Till(null));

app.MapPost("/sale", async (HttpContext context, MemberCareApi memberCare) =>
{
    var form = await context.Request.ReadFormAsync();
    if (!decimal.TryParse(form["amount"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
    {
        return Till("Type the amount as a number, such as 42.10.", 400);
    }

    // The id makes it safe to send the same sale again when an answer is lost.
    var result = await memberCare.RecordAsync(new
    {
        id = Guid.NewGuid(),
        kind = "transaction",
        mobile = form["mobile"].ToString(),
        at = DateTimeOffset.UtcNow,
        amount = amount.ToString("0.00", CultureInfo.InvariantCulture),
        currency = "MYR",
        place,
        channel = "till",
    });
    return Till(result switch
    {
        { Effect: "allow" } => "Sold. Points are awarded.",
        { Effect: "flag" } => "Sold. Somebody will look at it.",
        { Effect: "noAward" } => "Sold. No points are awarded.",
        _ => result.Message ?? "Not sold to this customer.",
    });
});

app.MapPost("/redeem", async (HttpContext context, MemberCareApi memberCare) =>
{
    var mobile = (await context.Request.ReadFormAsync())["mobile"].ToString();
    var may = await memberCare.AskAsync(new { mobile, action = "redeemPoints", channel = "till", place });
    return Till(may.Allowed ? "Points may be redeemed." : may.Message ?? "Points cannot be redeemed.", may.Allowed ? 200 : 403);
});

// Standard Webhooks: signed is "id.timestamp.body"; while a secret is changed there are two signatures, and one that fits is enough.
app.MapPost("/hooks", async (HttpRequest request) =>
{
    using var reader = new StreamReader(request.Body, Encoding.UTF8);
    var body = await reader.ReadToEndAsync();
    var (id, sent) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString());
    if (!long.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > 300)
    {
        return Results.StatusCode(401);
    }

    var signature = HMACSHA256.HashData(Convert.FromBase64String(hookSecret.Replace("whsec_", "", StringComparison.Ordinal)), Encoding.UTF8.GetBytes($"{id}.{sent}.{body}"));
    var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(signature));
    if (!request.Headers["webhook-signature"].ToString().Split(' ').Any(one => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), expected)))
    {
        return Results.StatusCode(401);
    }

    using var told = JsonDocument.Parse(body);
    lock (news)
    {
        news.AddFirst($"{told.RootElement.GetProperty("type").GetString()} · customer {told.RootElement.GetProperty("subject").GetString()}");
        if (news.Count > 20)
        {
            news.RemoveLast();
        }
    }

    return Results.NoContent();
});

app.Run();

IResult Till(string? says, int status = 200)
{
    string[] heard;
    lock (news)
    {
        heard = [.. news];
    }

    return Page.Of(
        place,
        Page.Says(says)
        + Page.Form("/sale", "Sell", ("mobile", "Customer’s mobile number", "tel"), ("amount", "Amount", "text"))
        + Page.Form("/redeem", "May points be redeemed?", ("mobile", "Customer’s mobile number", "tel"))
        + $"<h2>What MemberCare told</h2><ul>{string.Concat(heard.Select(line => $"<li>{Page.Text(line)}</li>"))}</ul>",
        status);
}
