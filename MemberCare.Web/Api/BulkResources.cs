using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>A change of many customers.</summary>
public sealed record NewBulkChangeResource
{
    /// <summary>The ids of the customers; whoever is named twice counts once. For more than some 20,000 send a file.</summary>
    public IReadOnlyList<string?>? Customers { get; init; }

    /// <summary>The name of the label to change to, in any case.</summary>
    public string? Label { get; init; }

    /// <summary>The code of a reason that the label offers. Where the label wants a reason, this or a note has to be given.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason in own words, at most 1000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>What <c>POST /api/v1/bulk-changes</c> takes in its address beside a file. With a JSON body all of it stands there.</summary>
public sealed record BulkFileQuery
{
    /// <summary>With a file: the name of the label to change to, in any case.</summary>
    public string? Label { get; init; }

    /// <summary>With a file: the code of a reason that the label offers.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>With a file: the reason in own words.</summary>
    public string? Note { get; init; }
}

/// <summary>What <c>GET /api/v1/bulk-changes</c> takes. Everything may be left out.</summary>
public sealed record BulkListQuery
{
    /// <summary>The most jobs to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Why what a job changed is undone.</summary>
public sealed record NewUndoResource
{
    /// <summary>The code of a reason. This or a note has to be given.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason in own words, at most 1000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>What a bulk change would come to, by the same rules that each customer meets when it runs.</summary>
public sealed record BulkPreviewResource
{
    /// <summary>How many customers it is for.</summary>
    public required int Total { get; init; }

    /// <summary>How many would change.</summary>
    public required int Changes { get; init; }

    /// <summary>How many of those need a second person’s approval first; then the whole job waits for it.</summary>
    public required int NeedApproval { get; init; }

    /// <summary>How many would not, by reason.</summary>
    public required IReadOnlyList<BulkRefusalResource> Refused { get; init; }

    /// <summary>What came of the file; null where ids came.</summary>
    public required BulkFileResource? File { get; init; }

    internal static BulkPreviewResource Of(BulkPreview preview, ChosenByFile? file) => new()
    {
        Total = preview.Total,
        Changes = preview.Changes,
        NeedApproval = preview.NeedApproval,
        Refused = [.. preview.Refused.Select(refusal => new BulkRefusalResource { Code = refusal.Code, Why = refusal.Why, Count = refusal.Count })],
        File = BulkFileResource.Of(file),
    };
}

/// <summary>Why some customers are not changed.</summary>
public sealed record BulkRefusalResource
{
    /// <summary>The kind of refusal, as in problem details.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Why { get; init; }

    /// <summary>How many customers.</summary>
    public required int Count { get; init; }
}

/// <summary>What came of a file of identifiers.</summary>
public sealed record BulkFileResource
{
    /// <summary>How many lines came, the header and blank ones not counted.</summary>
    public required int Lines { get; init; }

    /// <summary>How many mean somebody whom an earlier line meant.</summary>
    public required int Repeated { get; init; }

    /// <summary>How many mean nobody, or not one customer alone.</summary>
    public required int Rejected { get; init; }

    /// <summary>The first thousand of these.</summary>
    public required IReadOnlyList<BulkFaultResource> Faults { get; init; }

    internal static BulkFileResource? Of(ChosenByFile? file) => file is null ? null : new()
    {
        Lines = file.Lines,
        Repeated = file.Repeated,
        Rejected = file.Rejected,
        Faults = [.. file.Faults.Select(fault => new BulkFaultResource { Line = fault.Line, Field = fault.Field, Why = fault.Reason })],
    };
}

/// <summary>A line of a file that means nobody.</summary>
public sealed record BulkFaultResource
{
    /// <summary>Its number, from 1; the header is line 1.</summary>
    public required long Line { get; init; }

    /// <summary>The column.</summary>
    public required string Field { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Why { get; init; }
}

/// <summary>A job: a change of many customers, and how far it is.</summary>
public sealed record BulkChangeResource
{
    /// <summary>The id, for ever. Events that the job causes name it as their batchId.</summary>
    public required Guid Id { get; init; }

    /// <summary>How it stands.</summary>
    [JsonConverter(typeof(CamelCase<JobState>))]
    public required JobState State { get; init; }

    /// <summary>The label to change to; null where it undoes another job.</summary>
    public required string? Label { get; init; }

    /// <summary>The code of the reason.</summary>
    public required string? ReasonCode { get; init; }

    /// <summary>The reason in own words.</summary>
    public required string? Note { get; init; }

    /// <summary>Who made it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When it was made and its list frozen, UTC.</summary>
    public required DateTime MadeAt { get; init; }

    /// <summary>When it came to its end, UTC; null where it has not.</summary>
    public required DateTime? EndedAt { get; init; }

    /// <summary>How many customers are on its list.</summary>
    public required int Total { get; init; }

    /// <summary>How many were changed so far.</summary>
    public required int Changed { get; init; }

    /// <summary>How many could not be.</summary>
    public required int Refused { get; init; }

    /// <summary>The job that it undoes; null where it is none of those.</summary>
    public required Guid? Undoes { get; init; }

    /// <summary>The newest job that undoes it; null where none does.</summary>
    public required Guid? UndoneBy { get; init; }

    /// <summary>What came of the file, in the answer to the request that brought it; null otherwise.</summary>
    public required BulkFileResource? File { get; init; }

    internal static BulkChangeResource Of(JobView view, ChosenByFile? file = null) => new()
    {
        Id = view.Job.Id,
        State = view.Job.State,
        Label = view.Label?.Name,
        ReasonCode = view.Job.ReasonCode,
        Note = view.Job.Note,
        MadeBy = view.Job.MakerName,
        MadeAt = view.Job.MadeAt.UtcDateTime,
        EndedAt = view.Job.EndedAt?.UtcDateTime,
        Total = view.Job.Total,
        Changed = view.Job.Changed,
        Refused = view.Job.Refused,
        Undoes = view.Job.Undoes,
        UndoneBy = view.UndoneBy,
        File = BulkFileResource.Of(file),
    };
}

/// <summary>Jobs, newest first.</summary>
public sealed record BulkChangeListResource
{
    /// <summary>The jobs.</summary>
    public required IReadOnlyList<BulkChangeResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}
