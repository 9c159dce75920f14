namespace MemberCare.Core.Domain.Restrictions;

/// <summary>The words for layers, as staff read them.</summary>
public static class LayerWords
{
    /// <summary>The layer: <c>login lock</c>.</summary>
    public static string Of(DecidingLayer layer) => layer switch
    {
        DecidingLayer.None => "nothing",
        DecidingLayer.Status => "status",
        DecidingLayer.Label => "label",
        DecidingLayer.LoginLock => "login lock",
        DecidingLayer.DoNotContact => "do not contact",
        DecidingLayer.BlockList => "block list",
        DecidingLayer.Hold => "hold of a blocked customer",
        _ => throw new ArgumentOutOfRangeException(nameof(layer)),
    };
}
