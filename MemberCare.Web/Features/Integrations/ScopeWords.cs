using MemberCare.Core.Kernel;

namespace MemberCare.Web.Features.Integrations;

/// <summary>What each scope of the API is for, in the words of whoever gives it away.</summary>
internal static class ScopeWords
{
    /// <summary>All scopes, in the order of <see cref="Grants.Scopes"/>, with what each allows.</summary>
    public static IReadOnlyList<(string Scope, string Words)> All { get; } = [.. Grants.Scopes.Keys.Select(scope => (scope, Of(scope)))];

    private static string Of(string scope) => scope switch
    {
        "customers:read" => "Find and read customers and their histories, contact details masked",
        "customers:read-unmasked" => "The same with contact details in full",
        "customers:write" => "Register customers",
        "status:write" => "Change a customer’s status",
        "bulk:write" => "Change the status of many customers at once, and stop and undo such jobs",
        "status:block" => "Block customers too, beside the scope that changes a status",
        "labels:write" => "Create, edit and retire labels",
        "decisions:read" => "Ask whether a customer may do something, and whom a campaign may reach",
        "activities:write" => "Report purchases, redemptions, bookings and invoices",
        "activities:read" => "Read what customers did, and reports of it",
        "sign-ins:write" => "Report tries to sign in, and passwords that were set anew",
        "preferences:write" => "Set whether a customer may be contacted, and lift sign-in locks",
        "block-list:read" => "Read the block list",
        "block-list:write" => "Change the block list",
        "block-list:override" => "Register and book in spite of the block list, with a reason",
        "approvals:read" => "Read which changes wait for approval, and what was decided",
        "approvals:decide" => "Approve and reject changes that others asked for",
        "rules:write" => "Define automatic rules, try them out, and switch them on and off",
        "webhooks:write" => "Define which systems hear of changes",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "This scope has no words yet."),
    };
}
