using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace MemberCare.Tests.Api;

/// <summary>The OpenAPI document.</summary>
[Collection(ApiTests.Name)]
public sealed class DocumentTests(WebAppFixture app)
{
    [Fact]
    public async Task The_document_is_valid_and_needs_no_key()
    {
        var read = OpenApiDocument.Parse(await ReadAsync());

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        var scheme = Assert.Single(read.Document!.Components!.SecuritySchemes!).Value;
        Assert.Equal((SecuritySchemeType.Http, "bearer"), (scheme.Type, scheme.Scheme));
        Assert.NotEmpty(read.Document.Security!);
    }

    [Fact]
    public async Task The_document_lists_every_endpoint_and_nothing_else()
    {
        var document = JsonNode.Parse(await ReadAsync())!;
        var listed = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        var mapped = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"));

        Assert.True(mapped.Count() >= 9);
        Assert.Equal(mapped.Order(), listed.Order());
    }

    [Fact]
    public async Task Every_operation_parameter_member_and_answer_is_described()
    {
        var document = OpenApiDocument.Parse(await ReadAsync()).Document!;

        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations!)
            {
                var where = $"{method} {path}";
                Assert.False(string.IsNullOrWhiteSpace(operation.Summary), where);
                Assert.All(operation.Parameters ?? [], parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), $"{where} {parameter.Name}"));
                Assert.All(operation.Responses!, answer => Assert.False(string.IsNullOrWhiteSpace(answer.Value.Description), $"{where} {answer.Key}"));
                Assert.Contains("401", operation.Responses!.Keys);
                Assert.Contains(operation.Responses.Keys, status => status.StartsWith('2'));
            }
        }

        Assert.All(document.Components!.Schemas!, schema => Assert.False(string.IsNullOrWhiteSpace(schema.Value.Description), schema.Key));
    }

    [Fact]
    public async Task The_parameters_have_the_names_that_the_API_reads()
    {
        var document = OpenApiDocument.Parse(await ReadAsync()).Document!;

        var list = document.Paths["/api/v1/customers"].Operations![HttpMethod.Get].Parameters!;
        var change = document.Paths["/api/v1/customers/{id}/status-changes"].Operations![HttpMethod.Post].Parameters!;

        Assert.Equal(["q", "status", "label", "activity", "overlay", "sort", "limit", "cursor"], list.Select(parameter => parameter.Name));
        Assert.Equal(["id", "Idempotency-Key"], change.Select(parameter => parameter.Name));
    }

    [Fact]
    public async Task The_examples_work()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var schemas = JsonNode.Parse(await ReadAsync())!["components"]!["schemas"]!;

        var made = await api.PostAsync("/customers", schemas["NewCustomer"]!["examples"]![0]!);
        var changed = await api.PostAsync($"/customers/{made.Body["id"]}/status-changes", schemas["NewStatusChange"]!["examples"]![0]!);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.Status, changed.Status));
    }

    [Fact]
    public async Task The_document_is_sent_again_only_to_whom_has_it_not_and_never_names_a_host()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var first = await http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        var tag = first.Headers.ETag!;

        using var known = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { tag } } };
        using var unchanged = await http.SendAsync(known);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { Host = "evil.example", IfNoneMatch = { new("\"other\"") } } };
        using var again = await http.SendAsync(foreign);

        Assert.Equal((HttpStatusCode.NotModified, 0L), (unchanged.StatusCode, unchanged.Content.Headers.ContentLength ?? 0));
        Assert.Equal((HttpStatusCode.OK, tag), (again.StatusCode, again.Headers.ETag));
        Assert.Equal("application/json", again.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("evil.example", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(again.Headers.CacheControl!.NoCache);
    }

    private async Task<string> ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        return await http.GetStringAsync("/openapi/v1.json");
    }
}
