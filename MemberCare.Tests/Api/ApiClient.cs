using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Api;

/// <summary>Tests that share one running application. Each makes an organisation of its own, so none sees another's customers.</summary>
[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<WebAppFixture>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "API";
}

/// <summary>An answer of the API.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, HttpResponseMessage Message)
{
    /// <summary>The body as JSON; null where there is none.</summary>
    public JsonNode Body => JsonNode.Parse(Text)!;

    /// <summary>The code of a problem; checks on the way that it is problem details in full.</summary>
    public string Problem
    {
        get
        {
            Assert.Equal("application/problem+json", Message.Content.Headers.ContentType?.MediaType);
            Assert.Equal((int)Status, (int)Body["status"]!);
            Assert.NotEmpty((string)Body["title"]!);
            Assert.NotEmpty((string)Body["detail"]!);
            Assert.Equal($"urn:membercare:problem:{Body["code"]}", (string)Body["type"]!);
            return (string)Body["code"]!;
        }
    }

    /// <summary>The names of the wrong fields, in order.</summary>
    public string WrongFields => string.Join(",", Body["errors"]!.AsObject().Select(wrong => wrong.Key).Order());
}

/// <summary>A system that uses the API of the real application, over HTTP, with a key of an organisation.</summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>Every scope that a support system has.</summary>
    public static readonly string[] Full = ["customers:read-unmasked", "customers:write", "status:write", "status:block"];

    private readonly WebAppFixture _app;
    private readonly HttpClient _http;

    private ApiClient(WebAppFixture app, TenantId tenant, string name, string? secret)
    {
        (_app, Tenant, Name) = (app, tenant, name);
        _http = new HttpClient { BaseAddress = app.Address };
        if (secret is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        Secret = secret;
    }

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>The key's secret.</summary>
    public string? Secret { get; }

    /// <summary>A key with every scope, of a new organisation.</summary>
    public static async Task<ApiClient> NewOrganisationAsync(WebAppFixture app)
    {
        var tenant = (await app.Services.GetRequiredService<CreateOrganisation>().RunAsync($"t-{Guid.NewGuid():N}", "Test", "MY")).Value;
        return await KeyAsync(app, tenant, "Till 7", Full);
    }

    /// <summary>Another key of the same organisation.</summary>
    public Task<ApiClient> WithScopesAsync(params string[] scopes) => KeyAsync(_app, Tenant, $"Key {Guid.NewGuid():N}", scopes);

    /// <summary>The same organisation, with a secret of the test's own, or none.</summary>
    public ApiClient WithSecret(string? secret) => new(_app, Tenant, Name, secret);

    /// <summary>A part of the application.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>How many customers the organisation has, and how many events, straight from the store.</summary>
    public (int Customers, int Events) Kept()
    {
        using var scope = Get<SqliteDatabase>().Read(Tenant);
        return (scope.Db.Customers.Count(), scope.Db.Events.Count());
    }

    /// <summary>GET below <c>/api/v1</c>.</summary>
    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>POST of JSON below <c>/api/v1</c>.</summary>
    public Task<Reply> PostAsync(string path, JsonNode body, string? idempotencyKey = null) => PostTextAsync(path, body.ToJsonString(), idempotencyKey);

    /// <summary>POST of any text as JSON.</summary>
    public Task<Reply> PostTextAsync(string path, string body, string? idempotencyKey = null, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType), idempotencyKey);

    /// <summary>Any request.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        var answer = await _http.SendAsync(request);
        return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    /// <summary>Writes a request by hand, for what no decent client sends, and returns the answer's first line and body.</summary>
    public async Task<(string StatusLine, string Body)> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_app.Address.Host, _app.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ReplaceLineEndings("\r\n")));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync() ?? "", await reader.ReadToEndAsync());
    }

    /// <summary>Registers a customer and returns the id.</summary>
    public async Task<string> RegisterAsync(string name = "Tan Mei Ling", string? mobile = null)
    {
        var reply = await PostAsync("/customers", new JsonObject { ["name"] = name, ["mobile"] = mobile, ["externalId"] = Guid.NewGuid().ToString("N") });
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return (string)reply.Body["id"]!;
    }

    /// <summary>Asks for a change of status.</summary>
    public Task<Reply> ChangeAsync(string id, string label, long? expectedVersion = null, string? key = null, string note = "As the customer asked") =>
        PostAsync($"/customers/{id}/status-changes", new JsonObject { ["label"] = label, ["note"] = note, ["expectedVersion"] = expectedVersion }, key);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<ApiClient> KeyAsync(WebAppFixture app, TenantId tenant, string name, string[] scopes)
    {
        var secret = (await app.Services.GetRequiredService<CreateOrganisation>().AddApiKeyAsync(tenant, name, scopes)).Value;
        return new ApiClient(app, tenant, name, secret);
    }
}
