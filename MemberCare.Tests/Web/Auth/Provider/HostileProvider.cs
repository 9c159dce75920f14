using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>What a provider does differently from a good one. Everything is null: as it should be.</summary>
public sealed class Bend
{
    /// <summary>Changes the claims of the ID token before it is signed.</summary>
    public Action<JsonObject>? Claims { get; set; }

    /// <summary>Changes the header of the ID token before it is signed.</summary>
    public Action<JsonObject>? Header { get; set; }

    /// <summary>Signs in another way: takes the two parts as they are signed, gives the signature.</summary>
    public Func<string, byte[]>? Signature { get; set; }

    /// <summary>Changes the ID token after it was signed.</summary>
    public Func<string, string>? Token { get; set; }

    /// <summary>Changes what the browser brings back.</summary>
    public Action<Dictionary<string, string>>? Answer { get; set; }

    /// <summary>Changes what the token endpoint says.</summary>
    public Action<JsonObject>? Tokens { get; set; }

    /// <summary>Answers in the token endpoint's place.</summary>
    public Func<HttpContext, Task>? TokenEndpoint { get; set; }

    /// <summary>Changes what the userinfo endpoint says.</summary>
    public Action<JsonObject>? UserInfo { get; set; }

    /// <summary>Answers in the userinfo endpoint's place.</summary>
    public Func<HttpContext, Task>? UserInfoEndpoint { get; set; }

    /// <summary>Changes the discovery document.</summary>
    public Action<JsonObject>? Discovery { get; set; }

    /// <summary>Whether the token endpoint takes a code without its verifier.</summary>
    public bool ForgetsPkce { get; set; }

    /// <summary>Whether nothing is answered at all.</summary>
    public bool IsDown { get; set; }
}

/// <summary>An OpenID Connect provider on loopback that behaves as it should, but for the one point in which a test bends it.</summary>
public sealed class HostileProvider : IAsyncDisposable
{
    /// <summary>What it calls the application, with the characters that a header has to carry escaped.</summary>
    public const string ClientId = "member care/console";

    /// <summary>The secret that it shares with the application.</summary>
    public const string Secret = "s3cret:+ &%ü-not-for-logs";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Grant> _grants = new();
    private readonly List<SigningKey> _published = [];

    private HostileProvider(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>What it does differently.</summary>
    public Bend Bend { get; set; } = new();

    /// <summary>Who signs in next.</summary>
    public string Subject { get; set; } = "person-1";

    /// <summary>What is said of them besides the subject.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>The session at the provider.</summary>
    public string Session { get; set; } = "session-1";

    /// <summary>Whether the secret comes in the body; in the header otherwise.</summary>
    public bool SecretInBody { get; set; }

    /// <summary>The key that signs.</summary>
    public SigningKey Key { get; private set; } = new("key-1");

    /// <summary>What nobody may find in a log.</summary>
    public ConcurrentBag<string> Secrets { get; } = [Secret];

    /// <summary>The paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Starts it.</summary>
    public static async Task<HostileProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new HostileProvider(app);
        provider._published.Add(provider.Key);
        app.Use(async (context, next) =>
        {
            provider.Calls.Enqueue(context.Request.Path);
            if (provider.Bend.IsDown)
            {
                context.Abort();
                return;
            }

            await next(context);
        });
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/jwks", () => new JsonObject { ["keys"] = new JsonArray([.. provider._published.Select(key => key.AsJson())]) }.ToJsonString());
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/userinfo", provider.UserInfoAsync);
        await app.StartAsync();
        provider.Issuer = app.Urls.Single();
        return provider;
    }

    /// <summary>Behaves again, towards somebody new.</summary>
    public void Behave(string? subject = null)
    {
        Bend = new Bend();
        Subject = subject ?? "person-" + Guid.NewGuid().ToString("N");
        Session = "session-" + Guid.NewGuid().ToString("N");
        Person = new JsonObject { ["name"] = "Aisyah Secret-Name", ["email"] = "aisyah.secret@example.com", ["groups"] = new JsonArray("desk", "everybody") };
    }

    /// <summary>Signs with a new key from now on, and publishes it; the old one stays published or not.</summary>
    public void Rotate(bool keepOld)
    {
        if (!keepOld)
        {
            _published.Clear();
        }

        Key = new SigningKey("key-" + Guid.NewGuid().ToString("N"));
        _published.Add(Key);
    }

    /// <summary>A token signed as it should be, but for what <paramref name="bend"/> does differently.</summary>
    public string Sign(JsonObject claims, Bend bend, string type = "JWT")
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = type, ["kid"] = Key.Id };
        bend.Header?.Invoke(header);
        var signed = Part(header) + "." + Part(claims);
        var token = signed + "." + Base64Url.EncodeToString(bend.Signature is { } sign ? sign(signed) : Key.Sign(signed));
        return bend.Token?.Invoke(token) ?? token;
    }

    /// <summary>A part of a token.</summary>
    public static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    /// <summary>Seconds since 1970, so many from now.</summary>
    public static long At(TimeSpan fromNow) => (DateTimeOffset.UtcNow + fromNow).ToUnixTimeSeconds();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private string Discovery()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
            ["end_session_endpoint"] = Issuer + "/end",
            ["jwks_uri"] = Issuer + "/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["authorization_response_iss_parameter_supported"] = true,
        };
        Bend.Discovery?.Invoke(document);
        return document.ToJsonString();
    }

    private IResult Authorize(HttpRequest request)
    {
        string Of(string name) => request.Query[name].ToString();
        if (Of("client_id") != ClientId || Of("response_type") != "code" || !Of("scope").Split(' ').Contains("openid") || Of("code_challenge_method") != "S256"
            || Of("code_challenge").Length != 43 || Of("state").Length == 0 || Of("nonce").Length < 20 || !new Uri(Of("redirect_uri")).AbsolutePath.Equals("/signin-oidc", StringComparison.Ordinal))
        {
            return Results.BadRequest("A good provider would show an error page: " + request.QueryString);
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        Secrets.Add(code);
        _grants[code] = new Grant(Of("nonce"), Of("code_challenge"), Of("redirect_uri"), Of("max_age").Length > 0, Subject, (JsonObject)Person.DeepClone(), Session);
        var answer = new Dictionary<string, string> { ["code"] = code, ["state"] = Of("state"), ["iss"] = Issuer };
        Bend.Answer?.Invoke(answer);
        return Results.Redirect(QueryHelpers.AddQueryString(Of("redirect_uri"), answer!));
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (Bend.TokenEndpoint is { } instead)
        {
            await instead(context);
            return;
        }

        var form = await context.Request.ReadFormAsync();
        if (!Shows(context.Request, form))
        {
            await ErrorAsync(context, 401, "invalid_client");
            return;
        }

        if (form["grant_type"] != "authorization_code" || !_grants.TryRemove(form["code"].ToString(), out var grant) || form["redirect_uri"] != grant.RedirectUri
            || (!Bend.ForgetsPkce && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != grant.Challenge))
        {
            await ErrorAsync(context, 400, "invalid_grant");
            return;
        }

        var access = "access-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _grants[access] = grant;
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = grant.Subject,
            ["aud"] = ClientId,
            ["iat"] = At(TimeSpan.Zero),
            ["exp"] = At(TimeSpan.FromMinutes(5)),
            ["nonce"] = grant.Nonce,
            ["sid"] = grant.Session,
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(access)).AsSpan(0, 16)),
        };
        if (grant.MaxAge)
        {
            claims["auth_time"] = At(TimeSpan.Zero);
        }

        foreach (var (name, value) in grant.Person)
        {
            claims[name] = value?.DeepClone();
        }

        Bend.Claims?.Invoke(claims);
        var token = Sign(claims, Bend);
        Secrets.Add(access);
        Secrets.Add(token);
        var tokens = new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = 300, ["refresh_token"] = "refresh-" + access, ["id_token"] = token };
        Bend.Tokens?.Invoke(tokens);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(tokens.ToJsonString());
    }

    private async Task UserInfoAsync(HttpContext context)
    {
        if (Bend.UserInfoEndpoint is { } instead)
        {
            await instead(context);
            return;
        }

        if (!_grants.TryGetValue(context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var grant))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var claims = new JsonObject { ["sub"] = grant.Subject };
        Bend.UserInfo?.Invoke(claims);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(claims.ToJsonString());
    }

    private bool Shows(HttpRequest request, IFormCollection form)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(WebUtility.UrlEncode(ClientId) + ":" + WebUtility.UrlEncode(Secret)));
        return SecretInBody
            ? request.Headers.Authorization.Count == 0 && form["client_id"] == ClientId && form["client_secret"] == Secret
            : request.Headers.Authorization == basic && !form.ContainsKey("client_secret");
    }

    private static Task ErrorAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error });
    }

    private sealed record Grant(string Nonce, string Challenge, string RedirectUri, bool MaxAge, string Subject, JsonObject Person, string Session);
}

/// <summary>A key of the provider.</summary>
public sealed class SigningKey(string id)
{
    /// <summary>The key itself.</summary>
    public RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>The id by which tokens name it.</summary>
    public string Id => id;

    /// <summary>Signs.</summary>
    public byte[] Sign(string text) => Rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>What is published of it.</summary>
    public JsonObject AsJson()
    {
        var parts = Rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = id, ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) };
    }
}
