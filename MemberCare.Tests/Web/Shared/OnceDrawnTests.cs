using MemberCare.Web.Shared;

namespace MemberCare.Tests.Web.Shared;

public sealed class OnceDrawnTests
{
    private readonly OnceDrawn _once = new();
    private readonly List<string> _done = [];

    [Fact]
    public async Task What_is_wanted_is_done_after_the_drawing_that_shows_it_and_once()
    {
        Want("focus");
        _once.Drawing();
        await _once.DrawnAsync();
        await _once.DrawnAsync();

        Assert.Equal(["focus"], _done);
    }

    [Fact]
    public async Task The_end_of_an_earlier_drawing_does_nothing_yet()
    {
        _once.Drawing();
        Want("focus");
        await _once.DrawnAsync();
        Assert.Empty(_done);

        _once.Drawing();
        await _once.DrawnAsync();
        Assert.Equal(["focus"], _done);
    }

    [Fact]
    public async Task A_drawing_that_brings_nothing_new_keeps_what_an_unconfirmed_one_has_shown_and_the_last_word_counts()
    {
        Want("first");
        _once.Drawing();
        _once.Drawing();
        await _once.DrawnAsync();
        Want("second");
        Want("third");
        _once.Drawing();
        await _once.DrawnAsync();

        Assert.Equal(["first", "third"], _done);
    }

    private void Want(string what) => _once.Do(() =>
    {
        _done.Add(what);
        return ValueTask.CompletedTask;
    });
}
