using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace MemberCare.Web.Shared;

/// <summary>The script behind dialogs and forms, loaded when a page first needs it.</summary>
public sealed class FormScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? _module;

    /// <summary>Opens a dialog; invoke <c>close</c> on the answer when it goes.</summary>
    public async Task<IJSObjectReference> OpenAsync<T>(ElementReference dialog, DotNetObjectReference<T> owner)
        where T : class => await (await Module()).InvokeAsync<IJSObjectReference>("open", dialog, owner);

    /// <summary>Puts the focus on the first field within <paramref name="container"/> that has a complaint.</summary>
    public async ValueTask FocusInvalidAsync(ElementReference container) => await (await Module()).InvokeVoidAsync("focusInvalid", container);

    /// <summary>Puts the focus on the first field within <paramref name="container"/>.</summary>
    public async ValueTask FocusFieldAsync(ElementReference container) => await (await Module()).InvokeVoidAsync("focusField", container);

    /// <summary>Keeps the keys of a list of choices from doing anything else.</summary>
    public async Task ComboboxAsync(ElementReference input) => await (await Module()).InvokeVoidAsync("combobox", input);

    /// <summary>Brings the marked choice of a list into sight.</summary>
    public async Task RevealAsync(ElementReference list) => await (await Module()).InvokeVoidAsync("reveal", list);

    /// <summary>Copies the content of a field and leaves it marked; false where the browser does not let pages do that.</summary>
    public async Task<bool> CopyAsync(ElementReference field) => await (await Module()).InvokeAsync<bool>("copy", field);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            try
            {
                await (await _module).DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone and the module with it.
            }
        }
    }

    private Task<IJSObjectReference> Module() => _module ??= js.InvokeAsync<IJSObjectReference>("import", "./forms.js").AsTask();
}
