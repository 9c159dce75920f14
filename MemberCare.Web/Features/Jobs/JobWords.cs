using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Jobs;

/// <summary>The words for jobs.</summary>
public static class JobWords
{
    /// <summary>How a job stands: <c>Paused by Aisha</c>.</summary>
    public static string State(Job job) => job.State switch
    {
        JobState.PendingApproval => "Waits for approval",
        JobState.Running => "Running",
        JobState.Paused => $"Paused by {job.StoppedBy}",
        JobState.Cancelled => job.StoppedBy is { } by ? $"Cancelled by {by}" : "Cancelled",
        _ => "Done",
    };

    /// <summary>The symbol of a state; the words beside it say the same.</summary>
    public static string Icon(JobState state) => state switch
    {
        JobState.PendingApproval => "hourglass_empty",
        JobState.Running => "autorenew",
        JobState.Paused => "pause_circle",
        JobState.Cancelled => "cancel",
        _ => "check_circle",
    };

    /// <summary>How the customers were chosen: <c>by a file</c>.</summary>
    public static string Choice(JobChoice choice) => choice switch
    {
        JobChoice.Ticked => "ticked in the list",
        JobChoice.Filter => "all of a filter",
        JobChoice.File => "by a file",
        JobChoice.Api => "by a system",
        _ => "those whom an earlier job changed",
    };

    /// <summary>What the last button does: <c>Change 2 customers</c>, or that it asks a second person first.</summary>
    public static string Proceed(string verb, BulkPreview preview) =>
        preview.NeedApproval > 0 ? $"Ask for approval for {CountWords.Customers(preview.Changes)}" : $"{verb} {CountWords.Customers(preview.Changes)}";
}
