using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace MemberCare.Web.Features.Customer;

/// <summary>What the customer's page does in the browser: focus, the keys typed while the server draws the next field, and where the reader of the timeline is. See <c>CustomerPage.razor.js</c>.</summary>
/// <remarks>A window that is gone hears nothing more; that is no fault.</remarks>
public sealed class CustomerScript(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Follows the page's own keys: <c>e</c> edits, Escape goes back.</summary>
    public ValueTask StartAsync() => RunAsync("start");

    /// <summary>Follows them no more.</summary>
    public ValueTask StopAsync() => _module is null ? ValueTask.CompletedTask : RunAsync("stop");

    /// <summary>Focuses an element and gives it the keys that were typed meanwhile.</summary>
    public ValueTask FocusAsync(ElementReference element) => RunAsync("focus", element);

    /// <summary>Focuses an element where something was closed, unless keys were typed meanwhile that wait for another field.</summary>
    public ValueTask SettleAsync(ElementReference element) => RunAsync("settle", element);

    /// <summary>Focuses the first element that a selector finds, and gives it the keys that were typed meanwhile.</summary>
    public ValueTask FocusFirstAsync(string selector) => RunAsync("focusFirst", selector);

    /// <summary>Gives the keys that were typed meanwhile to whatever has the focus.</summary>
    public ValueTask ReleaseAsync() => RunAsync("release");

    /// <summary>Scrolls an element into sight, no further than needed.</summary>
    public ValueTask RevealAsync(string id) => RunAsync("reveal", id);

    /// <summary>For as long as the panel is there: on a narrow screen nothing else can be reached, and a notice that comes by itself moves nothing that is being filled in.</summary>
    public ValueTask OpenAsync(ElementReference panel) => RunAsync("open", panel);

    /// <summary>Copies a text to the clipboard.</summary>
    /// <returns>False where the browser does not let it.</returns>
    public async ValueTask<bool> CopyAsync(string text)
    {
        try
        {
            return await (await ModuleAsync()).InvokeAsync<bool>("copy", text);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Tells <paramref name="reader"/> whether somebody reads further down, and when they come near the end.</summary>
    public ValueTask FollowAsync<T>(ElementReference list, DotNetObjectReference<T> reader)
        where T : class => RunAsync("follow", list, reader);

    /// <summary>Scrolls the timeline to its newest event.</summary>
    public ValueTask ToTopAsync(ElementReference list) => RunAsync("toTop", list);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is { } module)
        {
            _module = null;
            try
            {
                await module.DisposeAsync();
            }
            catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
            {
                // The window closed first; its listeners went with it.
            }
        }
    }

    private async ValueTask RunAsync(string name, params object?[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(name, arguments);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The window closed, or the person went on, while the server was at work.
        }
    }

    private async ValueTask<IJSObjectReference> ModuleAsync() =>
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./Features/Customer/CustomerPage.razor.js");
}
