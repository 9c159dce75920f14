using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MemberCare.Tests.Api;

/// <summary>An identity provider as far as an API looks at one, discovery document and keys, on a port of loopback; and a forger's workshop, which writes any token whatever.</summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private int _fetches;

    private FakeIssuer(WebApplication web) => _web = web;

    /// <summary>The issuer.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>The key that it signs with and publishes.</summary>
    public RSA Key { get; private set; } = RSA.Create(2048);

    /// <summary>The name of the key.</summary>
    public string KeyId { get; private set; } = "first";

    /// <summary>Whether it answers at all.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often its keys were fetched.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Starts it.</summary>
    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new FakeIssuer(builder.Build());
        issuer._web.Use((context, next) => issuer.IsDown ? Down(context) : next(context));
        issuer._web.MapGet("/.well-known/openid-configuration", () => Results.Text(new JsonObject
        {
            ["issuer"] = issuer.Issuer,
            ["jwks_uri"] = issuer.Issuer + "/keys",
            ["authorization_endpoint"] = issuer.Issuer + "/authorize",
            ["token_endpoint"] = issuer.Issuer + "/token",
            ["end_session_endpoint"] = "https://goodbye.example/end",
        }.ToJsonString(), "application/json"));
        issuer._web.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref issuer._fetches);
            return Results.Text(new JsonObject { ["keys"] = new JsonArray(Published(issuer.Key, issuer.KeyId)) }.ToJsonString(), "application/json");
        });
        await issuer._web.StartAsync();
        issuer.Issuer = issuer._web.Urls.First();
        return issuer;
    }

    /// <summary>Signs with another key from now on, and publishes that one alone.</summary>
    public void Rotate() => (Key, KeyId) = (RSA.Create(2048), KeyId + "+");

    /// <summary>The claims of a token with which nothing is wrong.</summary>
    public JsonObject Claims(string scope = "customers:read")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = "https://membercare.example/api",
            ["sub"] = "till-7",
            ["client_id"] = "till-7",
            ["scope"] = scope,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
    }

    /// <summary>A token signed by this issuer, as it should be but for what a test changes.</summary>
    public string Token(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, RSA? key = null)
    {
        var (head, body) = (new JsonObject { ["typ"] = "at+jwt", ["alg"] = "RS256", ["kid"] = KeyId }, Claims());
        header?.Invoke(head);
        claims?.Invoke(body);
        return Write(head, body, signed => (key ?? Key).SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>A token with any signature.</summary>
    public static string Write(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A key as a JSON Web Key (RFC 7517).</summary>
    public static JsonObject Published(RSA key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static Task Down(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return Task.CompletedTask;
    }
}
