namespace MemberCare.Web.Shared;

/// <summary>What a component does once a change of its own is drawn, such as the focus on a field that the change brings.</summary>
/// <remarks>
/// The end of a drawing alone does not say that: it may be that of an earlier one, confirmed by a slow browser after the handler
/// of the next key has run. The server then holds the next drawing back, and the field is not there.
/// </remarks>
public sealed class OnceDrawn
{
    private Func<ValueTask>? _wanted;
    private Func<ValueTask>? _drawn;

    /// <summary>Sets what to do after the next drawing; the last word counts.</summary>
    public void Do(Func<ValueTask> action) => _wanted = action;

    /// <summary>To be called by the markup of the component: what is wanted by now is drawn here.</summary>
    public void Drawing() => (_drawn, _wanted) = (_wanted ?? _drawn, null);

    /// <summary>To be called after a drawing: does what that drawing showed, once.</summary>
    public ValueTask DrawnAsync()
    {
        var action = _drawn;
        _drawn = null;
        return action?.Invoke() ?? ValueTask.CompletedTask;
    }
}
