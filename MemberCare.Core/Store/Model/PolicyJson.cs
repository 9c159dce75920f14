using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store.Model;

/// <summary>
/// The rules for decisions as the store keeps them: <c>{"matrix":{"Suspended":{"RedeemCoupon":"Allow"}},"labels":{"12":{"Book":"Deny"}}}</c>, what differs from
/// the default alone.
/// </summary>
internal static class PolicyJson
{
    public static string Write(DecisionPolicy policy)
    {
        var matrix = new JsonObject(policy.Matrix.Differences.GroupBy(cell => cell.Status).Select(row =>
            KeyValuePair.Create<string, JsonNode?>(row.Key.ToString(), Cells(row.Select(cell => KeyValuePair.Create(cell.Action, cell.Effect))))));
        var labels = new JsonObject(policy.Labels.OrderBy(label => label.Key.Value).Select(label =>
            KeyValuePair.Create<string, JsonNode?>(label.Key.ToString(), Cells(label.Value.Cells))));
        return new JsonObject { ["matrix"] = matrix, ["labels"] = labels }.ToJsonString();
    }

    /// <exception cref="JsonException">The text is none of ours: the row was altered behind the application's back.</exception>
    public static DecisionPolicy Read(string text)
    {
        var kept = JsonSerializer.Deserialize<Kept>(text, Options) ?? throw new JsonException("No rules.");
        var matrix = EffectMatrix.Default;
        foreach (var cell in kept.Matrix.SelectMany(row => row.Value.Select(cell => new EffectCell(row.Key, cell.Key, cell.Value))))
        {
            // A guard rail that a later release has added counts for what an earlier one kept, too.
            matrix = matrix.With(cell).TryGet(out var next, out _) ? next : matrix;
        }

        var labels = kept.Labels.ToFrozenDictionary(label => new LabelId(label.Key), label => Tightening.Of(label.Value).Value);
        return new DecisionPolicy(matrix, labels);
    }

    /// <summary>The organisation's own words alone: <c>{"BlockList":"Not able to book."}</c>.</summary>
    public static string WriteMessages(PublicMessages messages) =>
        new JsonObject(messages.Own.OrderBy(own => own.Key).Select(own => KeyValuePair.Create<string, JsonNode?>(own.Key.ToString(), own.Value))).ToJsonString();

    /// <exception cref="JsonException">The text is none of ours.</exception>
    public static PublicMessages ReadMessages(string text) =>
        new(JsonSerializer.Deserialize<Dictionary<PublicMessage, string>>(text, Options)?.ToFrozenDictionary() ?? FrozenDictionary<PublicMessage, string>.Empty);

    /// <summary>The policy of approvals: <c>{"on":true,"targets":["Blocked"],"bulkFrom":100,"deadlineMinutes":4320}</c>.</summary>
    public static string WriteApprovals(ApprovalPolicy policy) => new JsonObject
    {
        ["on"] = policy.IsOn,
        ["targets"] = new JsonArray([.. policy.Targets.Order().Select(target => JsonValue.Create(target.ToString()))]),
        ["bulkFrom"] = policy.BulkFrom,
        ["deadlineMinutes"] = (int)policy.Deadline.TotalMinutes,
    }.ToJsonString();

    /// <summary>What is not said counts as usual: an organisation that never chose has <c>{}</c>.</summary>
    /// <exception cref="JsonException">The text is none of ours.</exception>
    public static ApprovalPolicy ReadApprovals(string text)
    {
        var (kept, usual) = (JsonSerializer.Deserialize<KeptApprovals>(text, Options) ?? throw new JsonException("No policy."), ApprovalPolicy.Default);
        return new ApprovalPolicy(
            kept.On,
            kept.Targets?.ToFrozenSet() ?? usual.Targets,
            kept.BulkFrom ?? usual.BulkFrom,
            kept.DeadlineMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : usual.Deadline);
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    private static JsonObject Cells(IEnumerable<KeyValuePair<CustomerAction, Effect>> cells) =>
        new(cells.Select(cell => KeyValuePair.Create<string, JsonNode?>(cell.Key.ToString(), cell.Value.ToString())));

    private sealed record KeptApprovals(bool On, CustomerStatus[]? Targets, int? BulkFrom, int? DeadlineMinutes);

    private sealed record Kept(Dictionary<CustomerStatus, Dictionary<CustomerAction, Effect>> Matrix, Dictionary<int, Dictionary<CustomerAction, Effect>> Labels);
}
