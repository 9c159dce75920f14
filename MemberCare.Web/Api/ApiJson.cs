using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Api;

/// <summary>
/// How the API writes and reads JSON. Strict in reading: an unknown, repeated or wrongly typed member is refused, since a slip in a name such as
/// <c>expectedVersion</c> would otherwise overwrite what somebody else just did. Generated at build time, for speed.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CustomerResource))]
[JsonSerializable(typeof(CustomerListResource))]
[JsonSerializable(typeof(EventListResource))]
[JsonSerializable(typeof(LabelListResource))]
[JsonSerializable(typeof(StatusChangeResource))]
[JsonSerializable(typeof(NewCustomerResource))]
[JsonSerializable(typeof(NewStatusChangeResource))]
[JsonSerializable(typeof(DecisionQuestionResource))]
[JsonSerializable(typeof(DecisionBatchResource))]
[JsonSerializable(typeof(DecisionResource))]
[JsonSerializable(typeof(DecisionListResource))]
[JsonSerializable(typeof(NewSignInAttemptResource))]
[JsonSerializable(typeof(NewPasswordResetResource))]
[JsonSerializable(typeof(SignInResource))]
[JsonSerializable(typeof(ContactPreferenceResource))]
[JsonSerializable(typeof(RelatedListResource))]
[JsonSerializable(typeof(ActivityBatch))]
[JsonSerializable(typeof(NewActivitiesResource))]
[JsonSerializable(typeof(NewActivityResource))]
[JsonSerializable(typeof(ActivityResultsResource))]
[JsonSerializable(typeof(BlockedContactListResource))]
[JsonSerializable(typeof(NewBlockedContactResource))]
[JsonSerializable(typeof(ContactCheckRequestResource))]
[JsonSerializable(typeof(ContactCheckResource))]
[JsonSerializable(typeof(RuleTermsResource))]
[JsonSerializable(typeof(RuleResource))]
[JsonSerializable(typeof(RuleListResource))]
[JsonSerializable(typeof(RuleSwitchResource))]
[JsonSerializable(typeof(RuleTrialResource))]
[JsonSerializable(typeof(WebhookResource))]
[JsonSerializable(typeof(WebhookListResource))]
[JsonSerializable(typeof(NewWebhookResource))]
[JsonSerializable(typeof(WebhookEditResource))]
[JsonSerializable(typeof(MadeWebhookResource))]
[JsonSerializable(typeof(WebhookSecretResource))]
[JsonSerializable(typeof(WebhookTestResource))]
[JsonSerializable(typeof(DeliveryListResource))]
[JsonSerializable(typeof(ActivityListResource))]
[JsonSerializable(typeof(ActivityReportResource))]
[JsonSerializable(typeof(NewBulkChangeResource))]
[JsonSerializable(typeof(NewUndoResource))]
[JsonSerializable(typeof(BulkPreviewResource))]
[JsonSerializable(typeof(BulkChangeResource))]
[JsonSerializable(typeof(BulkChangeListResource))]
[JsonSerializable(typeof(AudienceEntryResource))]
[JsonSerializable(typeof(AudienceLastLine))]
[JsonSerializable(typeof(ApprovalResource))]
[JsonSerializable(typeof(ApprovalListResource))]
[JsonSerializable(typeof(NewDecisionResource))]
[JsonSerializable(typeof(PlannedChangeListResource))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Names of all scripts as they are, not as \u escapes: every answer is application/json with nosniff, never part of a page.
    public static ApiJson Own { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
    });
}

/// <summary>Names of an enumeration in camelCase.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Reads the body of a request.</summary>
public static class JsonBody
{
    /// <summary>The most bytes of a body: far more than any request needs, few enough to hold in memory.</summary>
    public const int Largest = 1 << 20;

    /// <summary>Reads a JSON object.</summary>
    /// <returns>The object; or <see cref="ContentTypeUnknown"/>, <see cref="BodyTooLarge"/>, <see cref="InvalidInput"/> with the member at fault.</returns>
    public static async ValueTask<Outcome<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return new ContentTypeUnknown();
        }

        // Counted here and not by a limit of the server's, which would cut the connection before a slow sender could read the answer.
        if (request.ContentLength > Largest)
        {
            return new BodyTooLarge();
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > Largest)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new BodyTooLarge();
            }

            if (read.IsCompleted)
            {
                var outcome = Parse(read.Buffer, type);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return outcome;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Outcome<T> Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read() || value is null)
            {
                return NoObject();
            }

            return value;
        }
        catch (JsonException fault)
        {
            return Complaint(fault, type);
        }
    }

    // The serializer's own messages name types of ours, so only the place is taken from them.
    internal static InvalidInput Complaint(JsonException fault, JsonTypeInfo type)
    {
        if (fault.InnerException is JsonException || fault.Path is null)
        {
            return new InvalidInput("body", $"The body is not well-formed JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).");
        }

        if (fault.Path == "$")
        {
            return NoObject();
        }

        var name = fault.Path.StartsWith("$.", StringComparison.Ordinal) ? fault.Path[2..] : fault.Path[3..^2];
        if (name.Contains('[', StringComparison.Ordinal))
        {
            // In an element of a list. The place says which; its kind of fault is one of few.
            return new InvalidInput(name.Length <= 100 ? name : name[..100], fault.InnerException is null ? "There is no such member here, or it stands there twice." : "This has the wrong form: text where a number belongs, say.");
        }

        if (type.Properties.FirstOrDefault(property => property.Name == name) is not { } member)
        {
            name = QueryReading.Quoted(name);
            return new InvalidInput("body", $"There is no member {name}; there are {string.Join(", ", type.Properties.Select(property => property.Name))}. Nothing was changed.");
        }

        return new InvalidInput(name, fault.InnerException is null
            ? $"“{name}” stands there twice."
            : $"“{name}” has to be {Form(member.PropertyType)} or null.");
    }

    private static string Form(Type type) =>
        type == typeof(string) ? "well-formed text" : type == typeof(bool?) ? "true or false" : type.IsInterface ? "a list" : "a whole number";

    private static InvalidInput NoObject() => new("body", "Send one JSON object.");
}

/// <summary>
/// An answer in JSON that is written at once and says its length, where every microsecond counts: the framework's own goes out in chunks by way of a stream, which costs both sides.
/// </summary>
internal sealed class QuickJson<T>(T value, JsonTypeInfo<T> type) : IResult
{
    private const int MostKept = 1 << 16;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>();
        var writer = _writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();

        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > MostKept)
        {
            (_buffer, _writer) = (null, null);
        }

        return Task.CompletedTask;
    }
}
