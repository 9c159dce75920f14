using MemberCare.Web.Features.Search;

namespace MemberCare.Tests.Web.Features.Search;

public sealed class KeystrokesTests
{
    [Fact]
    public async Task An_older_answer_that_comes_late_is_never_let_through()
    {
        using var keys = new Keystrokes<string>(TimeProvider.System, TimeSpan.Zero);
        var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var older = keys.AskAsync(_ =>
        {
            asked.SetResult();
            return slow.Task;
        });
        await asked.Task;
        var newer = await keys.AskAsync(_ => Task.FromResult("newer"));
        slow.SetResult("older");

        Assert.Equal((true, "newer"), newer);
        Assert.Equal((false, null), await older);
    }

    [Fact]
    public async Task What_is_typed_on_within_the_pause_is_never_asked()
    {
        using var keys = new Keystrokes<string>(TimeProvider.System, TimeSpan.FromHours(1));
        using var quick = new Keystrokes<string>(TimeProvider.System, TimeSpan.Zero);
        var asked = 0;

        var first = keys.AskAsync(_ => Task.FromResult((++asked).ToString()));
        var second = keys.AskAsync(_ => Task.FromResult((++asked).ToString()));
        keys.Dispose();

        Assert.False((await first).IsNewest);
        Assert.False((await second).IsNewest);
        Assert.Equal(0, asked);
        Assert.True((await quick.AskAsync(_ => Task.FromResult("asked"))).IsNewest);
    }

    [Fact]
    public async Task A_failure_of_the_newest_is_told_and_that_of_an_older_one_is_not()
    {
        using var keys = new Keystrokes<string>(TimeProvider.System, TimeSpan.Zero);
        var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var older = keys.AskAsync(_ =>
        {
            asked.SetResult();
            return slow.Task;
        });
        await asked.Task;

        await Assert.ThrowsAsync<IOException>(() => keys.AskAsync(_ => Task.FromException<string>(new IOException())));
        slow.SetException(new IOException());

        Assert.False((await older).IsNewest);
    }
}
