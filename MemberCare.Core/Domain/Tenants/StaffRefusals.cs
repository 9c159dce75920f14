using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>The identity provider vouches for somebody of an organisation that is not here.</summary>
public sealed record UnknownOrganisation : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.NotFound;

    /// <inheritdoc/>
    public override string Sentence => "Your organisation is not set up here. Ask whoever looks after MemberCare.";
}

/// <summary>The person is known and plays no part here.</summary>
public sealed record NoRole : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Forbidden;

    /// <inheritdoc/>
    public override string Sentence => "You are known and have no role here. Ask whoever looks after MemberCare to give you one, then sign in again.";
}

/// <summary>The person's access was taken away here, whatever the identity provider says.</summary>
public sealed record AccessTakenAway : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Forbidden;

    /// <inheritdoc/>
    public override string Sentence => "Your access was taken away. Ask an administrator of your organisation to give it back.";
}

/// <summary>Somebody tried to take their own access away.</summary>
public sealed record OwnAccess : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "You cannot take your own access away. Ask another administrator to do it.";
}
