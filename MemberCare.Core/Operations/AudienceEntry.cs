using System.Buffers.Text;
using System.Text.Json;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Operations;

/// <summary>One line of an audience, as it is looked up.</summary>
/// <param name="Customer">The customer named by id; empty where an identifier was named.</param>
/// <param name="Kind">What kind of identifier was named.</param>
/// <param name="Key">The identifier in compared form; null where an id was named.</param>
internal readonly record struct AudienceEntry(CustomerId Customer, IdentifierKind Kind, string? Key)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">A JSON object with one of id, mobile, email, externalId and cardNumber, and perhaps a ref of the sender's own.</param>
    /// <param name="region">The organisation's region.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>What is wrong with the line; null where nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> line, string region, out AudienceEntry entry)
    {
        if (IsIdAlone(line, out entry))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "A line is a JSON object.";
            }

            var named = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("ref"u8))
                {
                    reader.Read();
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        return "The ref is text or a number.";
                    }

                    continue;
                }

                if (Member(ref reader) is not { } kind)
                {
                    return "There are id, mobile, email, externalId, cardNumber and ref, and nothing else.";
                }

                reader.Read();
                named++;
                if (reader.TokenType != JsonTokenType.String || !Value(ref reader, kind, region, out entry))
                {
                    return "The id or identifier is none.";
                }
            }

            if (reader.Read())
            {
                return "A line is one JSON object.";
            }

            return named == 1 ? null : "Name somebody by exactly one of id, mobile, email, externalId and cardNumber.";
        }
        catch (JsonException)
        {
            return "The line is not well-formed JSON.";
        }
        catch (InvalidOperationException)
        {
            // A string that is no UTF-8.
            return "The line is not well-formed JSON.";
        }
    }

    // Nearly all lines of nearly all lists. Whatever else a line may be is looked at with care.
    private static bool IsIdAlone(ReadOnlySpan<byte> line, out AudienceEntry entry)
    {
        const int Length = 36;
        var before = "{\"id\":\""u8;
        var after = "\"}"u8;
        if (line.Length == before.Length + Length + after.Length && line.StartsWith(before) && line.EndsWith(after)
            && Utf8Parser.TryParse(line.Slice(before.Length, Length), out Guid id, out var read, 'D') && read == Length)
        {
            entry = new(new CustomerId(id), 0, null);
            return true;
        }

        entry = default;
        return false;
    }

    private static IdentifierKind? Member(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("customerId"u8) ? 0
        : reader.ValueTextEquals("mobile"u8) ? IdentifierKind.Mobile
        : reader.ValueTextEquals("email"u8) ? IdentifierKind.Email
        : reader.ValueTextEquals("externalId"u8) ? IdentifierKind.ExternalId
        : reader.ValueTextEquals("cardNumber"u8) ? IdentifierKind.Card
        : null;

    private static bool Value(ref Utf8JsonReader reader, IdentifierKind kind, string region, out AudienceEntry entry)
    {
        if (kind == 0)
        {
            // The usual form without any text in between; whatever else it may be is looked at as text.
            if (!reader.ValueIsEscaped && Utf8Parser.TryParse(reader.ValueSpan, out Guid id, out var read, 'D') && read == reader.ValueSpan.Length)
            {
                entry = new(new CustomerId(id), 0, null);
                return true;
            }

            var known = CustomerId.TryParse(reader.GetString(), out var customer);
            entry = new(customer, 0, null);
            return known;
        }

        var text = reader.GetString()!.Trim();
        var key = text.Length > NamedCustomer.Longest ? null : IdentifierKeys.Read(kind, text, region);
        entry = new(default, kind, key);
        return key is not null;
    }
}
