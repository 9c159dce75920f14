using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MemberCare.Web.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: what the endpoints and their comments say, and here what neither can.</summary>
internal static class ApiDocument
{
    public const string Address = "/openapi/v1.json";

    private const string Name = "v1";
    private const string KeyScheme = "apiKey";
    private const string TokenScheme = "accessToken";

    /// <summary>Sends the document. Unless it changed, which takes another version of MemberCare, a caller who names what they have is told that it still holds.</summary>
    public static async Task<IResult> Send(HttpContext context, ApiDocumentFile file)
    {
        var (bytes, tag) = await file.ReadAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, "application/json;charset=utf-8", entityTag: tag);
    }

    /// <summary>Adds the document.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="tokens">Whether the API takes access tokens.</param>
    public static IServiceCollection AddApiDocument(this IServiceCollection services, bool tokens) => services.AddSingleton<ApiDocumentFile>().AddOpenApi(Name, options =>
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
                [KeyScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key, which begins with mck_. Whoever runs MemberCare makes one for an organisation, with the scopes it needs.",
                },
            };
            if (tokens)
            {
                document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT",
                    Description = "An access token of the organisation’s identity provider (RFC 9068), with this API as its only audience and the scopes of a key.",
                };
            }

            // One of them is enough.
            document.Security = [.. document.Components.SecuritySchemes.Keys.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })];

            // Where it was fetched from is where it is, whatever a request says of itself.
            document.Servers = null;
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                Describe(parameter, operation.OperationId);
                if (context.Description.RelativePath?.Contains(BlockedContactEndpoints.Root[1..], StringComparison.Ordinal) == true)
                {
                    DescribeOfBlockList(parameter);
                }
            }

            var answers = new OpenApiResponses();
            foreach (var (status, answer) in (operation.Responses ?? []).OrderBy(answer => answer.Key, StringComparer.Ordinal))
            {
                answer.Description = Meaning(status);
                answers.Add(status, answer);
            }

            operation.Responses = answers;
            return Task.CompletedTask;
        });
    });

    // Parameters are read as text, so that what is wrong with them can be said in words; here is what they really are.
    private static void Describe(OpenApiParameter parameter, string? operation)
    {
        if (parameter.In == ParameterLocation.Query)
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        switch (parameter.Name)
        {
            case "id":
                parameter.Description = "The customer’s id.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
                break;
            case "approval":
                parameter.Description = "The id of the request.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
                break;
            case "show":
                parameter.Schema = Words(operation == "listPlannedChanges" ? PlanListQuery.Filters.Keys : ApprovalListQuery.Lists.Keys);
                break;
            case "webhook" or "delivery":
                parameter.Description = parameter.Name == "webhook" ? "The webhook’s id." : "The message’s id in the list of deliveries.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer };
                break;
            case "job" or "rule":
                parameter.Description = parameter.Name == "job" ? "The job’s id." : "The rule’s id.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
                break;
            case "plan" or "sequence":
                parameter.Description = parameter.Name == "plan" ? "The number of the planned change." : "The number of the event of the change.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" };
                break;
            case "troubled":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false };
                break;
            case OnceAndKnown.KeyHeader:
                parameter.Description = "Visible ASCII characters that name this request, such as a UUID. Sent again within seven days, the request is answered with what came of the first time, and nothing is done twice.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 };
                break;
            case "limit":
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = QueryReading.MostPerPage.ToString(CultureInfo.InvariantCulture),
                    Default = QueryReading.DefaultLimit,
                };
                break;
            case "status":
                parameter.Schema = Words(QueryReading.Statuses.Keys);
                break;
            case "activity":
                parameter.Schema = Words(QueryReading.Activities.Keys);
                break;
            case "overlay":
                parameter.Schema = Words(QueryReading.Overlays.Keys);
                break;
            case "sort":
                parameter.Schema = Words(QueryReading.Sorts.Keys);
                break;
            case "kind" when operation == "listActivities":
                parameter.Schema = Words(ActivityNames.Kinds.Keys.Order(StringComparer.Ordinal));
                break;
            case "effect":
                parameter.Schema = Words(ActivityListQuery.Effects.Keys);
                break;
            case "outlier":
                parameter.Schema = Words(ActivityListQuery.Outliers.Keys);
                break;
            case "unknown":
                parameter.Schema = Words(AudienceQuery.Choices.Keys);
                break;
            case "by":
                parameter.Schema = Words(ActivityReportQuery.Steps.Keys);
                break;
            case "customerId":
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
                break;
            case "kind":
                parameter.Schema = Words(QueryReading.Kinds.Keys);
                break;
        }
    }

    private static void DescribeOfBlockList(OpenApiParameter parameter)
    {
        switch (parameter.Name)
        {
            case "entry":
                parameter.Description = "The number of the entry.";
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" };
                break;
            case "state":
                parameter.Schema = Words(BlockListWords.States.Keys);
                break;
            case "kind":
                parameter.Schema = Words(BlockListWords.Kinds.Keys);
                break;
            case "sort":
                parameter.Schema = Words(BlockListWords.Sorts.Keys);
                break;
        }
    }

    // What the core says of its enumerations after the first sentence is for those who keep them.
    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Effect?))
        {
            schema.Description = "What happens, from the loosest to the strictest.";
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Description = schema.Description?.Split(". ")[0].Split(':')[0].TrimEnd('.') + ".";
        }
        else if (type == typeof(NewCustomerResource))
        {
            schema.Examples = [JsonNode.Parse("""{"name": "Tan Mei Ling", "mobile": "012-345 6789", "email": "mei.ling@example.com", "externalId": "crm-20711", "registeredAt": "2026-03-31"}""")!];
        }
        else if (type == typeof(DecisionQuestionResource))
        {
            schema.Examples = [JsonNode.Parse("""{"mobile": "012-345 6789", "action": "redeemPoints", "channel": "till", "place": "Till 7"}""")!];
        }
        else if (type == typeof(NewActivitiesResource))
        {
            schema.Examples = [JsonNode.Parse("""{"activities": [{"id": "till-7-20711", "kind": "transaction", "mobile": "012-345 6789", "amount": "42.10", "currency": "MYR", "points": 42, "place": "Till 7", "channel": "till"}]}""")!];
        }
        else if (type == typeof(NewBlockedContactResource))
        {
            schema.Examples = [JsonNode.Parse("""{"value": "012-987 6543", "reason": "Books and never comes", "expiresAt": "2031-12-31"}""")!];
        }
        else if (type == typeof(ContactCheckRequestResource))
        {
            schema.Examples = [JsonNode.Parse("""{"mobile": "+60 12 987 6543", "email": "guest@example.com"}""")!];
        }
        else if (type == typeof(NewWebhookResource))
        {
            schema.Examples = [JsonNode.Parse("""{"name": "till", "address": "https://till.example.com/membercare", "kinds": ["statusChanged", "labelChanged"]}""")!];
        }
        else if (type == typeof(NewBulkChangeResource))
        {
            schema.Examples = [JsonNode.Parse("""{"customers": ["01a1ff17-d121-72d5-a937-2f866e9721c5"], "label": "Suspended", "reasonCode": "lost-phone"}""")!];
        }
        else if (type == typeof(NewDecisionResource))
        {
            schema.Examples = [JsonNode.Parse("""{"comment": "Checked with the branch"}""")!];
        }
        else if (type == typeof(NewStatusChangeResource))
        {
            schema.Examples = [JsonNode.Parse("""{"label": "Suspended", "reasonCode": "lost-phone", "note": "Called from a friend’s number", "expectedVersion": 1}""")!];
        }
    }

    private static OpenApiSchema Words(IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)] };

    private static string Meaning(string status) => status switch
    {
        "200" => "Done.",
        "204" => "Done; there is nothing more to say.",
        "202" => "Taken down, or asked for where a second person has to approve it first; the header Location names where to see how far it is.",
        "201" => "Made; the header Location names its address.",
        "400" => "Something in the request is wrong; errors says what, by field.",
        "401" => "No API key or access token, or one that is not good (any more).",
        "403" => "The key or token lacks the scope for this; the header WWW-Authenticate names one that would do.",
        "404" => "The organisation has nothing of that id.",
        "409" => "Somebody else was faster, the identifier is taken, or the idempotency key belongs to another request.",
        "413" => "The body is larger than one megabyte.",
        "415" => "The body is not JSON.",
        "422" => "A rule says no; the sentence says why and what to do instead.",
        "429" => "Too many requests; the header Retry-After says how many seconds to wait.",
        "503" => "The store, or for access tokens the identity provider, is out of reach just now; nothing was changed.",
        _ => "A fault. The traceId helps whoever runs MemberCare to find it in the log.",
    };
}
