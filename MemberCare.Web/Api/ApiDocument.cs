using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MemberCare.Web.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: what the endpoints and their comments say, and here what neither can.</summary>
internal static class ApiDocument
{
    private const string BearerScheme = "apiKey";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => $"/{description.RelativePath}".StartsWith(ApiSetup.Root, StringComparison.Ordinal);
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? name.Replace("Resource", "", StringComparison.Ordinal) : null;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "MemberCare",
                Version = "v1",
                Description = "Finds customers, reads and changes their status, reads their history. Every refusal is problem details (RFC 9457) with a code for programs and a sentence for people.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [BearerScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key, which begins with mck_. Whoever runs MemberCare makes one for an organisation, with the scopes it needs.",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                Describe(parameter);
            }

            foreach (var (status, answer) in operation.Responses ?? [])
            {
                answer.Description = Meaning(status);
            }

            return Task.CompletedTask;
        });
    });

    // Parameters are read as text, so that what is wrong with them can be said in words; here is what they really are.
    private static void Describe(OpenApiParameter parameter)
    {
        parameter.Schema = parameter.Name switch
        {
            "id" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            "limit" => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = QueryReading.MostPerPage.ToString(System.Globalization.CultureInfo.InvariantCulture), Default = QueryReading.DefaultLimit },
            "status" => Words(QueryReading.Statuses.Keys),
            "activity" => Words(QueryReading.Activities.Keys),
            "sort" => Words(QueryReading.Sorts.Keys),
            "kind" => Words(QueryReading.Kinds.Keys),
            OnceAndKnown.KeyHeader => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            _ => parameter.Schema,
        };
    }

    private static OpenApiSchema Words(IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (System.Text.Json.Nodes.JsonNode)word)] };

    private static string Meaning(string status) => status switch
    {
        "200" => "Done.",
        "201" => "Registered; the header Location names the customer’s address.",
        "400" => "Something in the request is wrong; errors says what, by field.",
        "401" => "No API key, or one that is not known or was revoked.",
        "403" => "The key lacks the scope for this.",
        "404" => "The organisation has no such customer.",
        "409" => "Somebody else was faster, the identifier is taken, or the idempotency key belongs to another request.",
        "413" => "The body is larger than one megabyte.",
        "415" => "The body is not JSON.",
        "422" => "A rule says no; the sentence says why and what to do instead.",
        "503" => "The store cannot take it just now; nothing was changed.",
        _ => "A fault. The traceId helps whoever runs MemberCare to find it in the log.",
    };
}
