namespace MemberCare.Web.Shared;

/// <summary>A field of a form.</summary>
/// <param name="Name">As a person reads it: <c>Public message</c>.</param>
/// <param name="Words">Its content in words; two contents are the same where their words are.</param>
/// <param name="Copy">The first content with this field taken from the second.</param>
public sealed record EditedField<T>(string Name, Func<T, string> Words, Func<T, T, T> Copy);

/// <summary>A field that differs between two contents.</summary>
public sealed record FieldChange(string Name, string From, string To);

/// <summary>What stands in a form: the content that the person opened, and what they have made of it. Knows what was changed, and joins it with what a colleague saved meanwhile.</summary>
/// <param name="seen">The content as opened; immutable, such as a record.</param>
/// <param name="fields">The fields that a person can change.</param>
public sealed class EditedForm<T>(T seen, IReadOnlyList<EditedField<T>> fields)
{
    /// <summary>The content as opened, or as last taken over.</summary>
    public T Seen { get; private set; } = seen;

    /// <summary>The content as it stands in the form.</summary>
    public T Now { get; set; } = seen;

    /// <summary>Whether the person changed anything.</summary>
    public bool IsChanged => Changes().Count > 0;

    /// <summary>What the person changed.</summary>
    public IReadOnlyList<FieldChange> Changes() => Between(Seen, Now);

    /// <summary>What a colleague changed since the form was opened.</summary>
    public IReadOnlyList<FieldChange> Behind(T newest) => Between(Seen, newest);

    /// <summary>Takes over what a colleague saved. What the person changed stays as they changed it.</summary>
    public void TakeOver(T newest)
    {
        var joined = fields.Where(field => field.Words(Now) != field.Words(Seen)).Aggregate(newest, (content, field) => field.Copy(content, Now));
        (Seen, Now) = (newest, joined);
    }

    private List<FieldChange> Between(T from, T to) =>
        [.. fields.Where(field => field.Words(from) != field.Words(to)).Select(field => new FieldChange(field.Name, field.Words(from), field.Words(to)))];
}
