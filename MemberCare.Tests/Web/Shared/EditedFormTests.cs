using MemberCare.Web.Shared;

namespace MemberCare.Tests.Web.Shared;

public sealed class EditedFormTests
{
    private static readonly IReadOnlyList<EditedField<Sheet>> Fields =
    [
        new("Name", sheet => sheet.Name, (to, from) => to with { Name = from.Name }),
        new("Colour", sheet => sheet.Colour, (to, from) => to with { Colour = from.Colour }),
    ];

    private readonly EditedForm<Sheet> _form = new(new("Lost", "red", 1), Fields);

    [Fact]
    public void A_fresh_form_is_unchanged_and_one_typed_back_is_too()
    {
        Assert.False(_form.IsChanged);
        _form.Now = _form.Now with { Name = "Lost phone" };
        Assert.Equal([new FieldChange("Name", "Lost", "Lost phone")], _form.Changes());
        _form.Now = _form.Now with { Name = "Lost" };
        Assert.False(_form.IsChanged);
    }

    [Fact]
    public void Taking_over_joins_theirs_with_mine_and_keeps_mine_where_both_changed_it()
    {
        _form.Now = _form.Now with { Name = "Mine" };
        var theirs = new Sheet("Theirs", "blue", 2);

        Assert.Equal([new("Name", "Lost", "Theirs"), new("Colour", "red", "blue")], _form.Behind(theirs));
        _form.TakeOver(theirs);

        Assert.Equal(new Sheet("Mine", "blue", 2), _form.Now);
        Assert.Equal([new FieldChange("Name", "Theirs", "Mine")], _form.Changes());
        Assert.Empty(_form.Behind(theirs));
    }

    private sealed record Sheet(string Name, string Colour, int Version);
}
