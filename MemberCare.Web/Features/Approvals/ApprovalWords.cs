using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Approvals;

/// <summary>What can be done to a request.</summary>
public enum ApprovalAct
{
    /// <summary>Approve it.</summary>
    Approve,

    /// <summary>Reject it.</summary>
    Reject,

    /// <summary>Take it back.</summary>
    Withdraw,
}

/// <summary>The words for requests for approval.</summary>
public static class ApprovalWords
{
    /// <summary>Whom it is about: a name, or how many.</summary>
    public static string Whom(ApprovalView request) => request.CustomerName ?? CountWords.Customers(request.Customers);

    /// <summary>How it ended, before the moment: <c>Approved by Farid</c>.</summary>
    public static string Ended(ApprovalView request) => request.State switch
    {
        RequestState.Approved => $"Approved by {request.EndedBy}",
        RequestState.Rejected => $"Rejected by {request.EndedBy}",
        RequestState.Withdrawn => $"Withdrawn by {request.EndedBy}",
        RequestState.Expired => "Expired: nobody decided in time",
        RequestState.Stale => "No longer fits: the status changed meanwhile",
        _ => "Waits for a decision",
    };

    /// <summary>The sign of its state.</summary>
    public static string Icon(RequestState state) => state switch
    {
        RequestState.Pending => "pending_actions",
        RequestState.Approved => "check_circle",
        RequestState.Rejected => "do_not_disturb_on",
        RequestState.Withdrawn => "undo",
        _ => "history",
    };

    /// <summary>What was done, in a sentence.</summary>
    public static string Done(ApprovalAct act, ApprovalView request) => act switch
    {
        ApprovalAct.Approve when request.To is null => $"Approved: {Whom(request)} {(request.Customers == 1 ? "begins" : "begin")} to go back to the label before.",
        ApprovalAct.Approve when request.Customer is null => $"Approved: the change of {Whom(request)} to “{request.To.Name}” begins.",
        ApprovalAct.Approve when request.StartsAt is not null => $"Approved: {Whom(request)} will be “{request.To.Name}” as soon as it is time.",
        ApprovalAct.Approve => $"Approved: {Whom(request)} is now “{request.To.Name}”.",
        ApprovalAct.Reject => $"Rejected. Nothing was changed, and {request.MakerName} reads why.",
        _ => "Withdrawn. Nothing was changed.",
    };
}
