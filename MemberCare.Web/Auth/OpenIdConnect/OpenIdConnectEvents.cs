namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>What an application may take part in on the way. Failures of every kind end in <see cref="RemoteAuthenticationEvents.OnRemoteFailure"/>.</summary>
public class OpenIdConnectEvents : RemoteAuthenticationEvents
{
    /// <summary>Before the browser is sent to sign in.</summary>
    public Func<RedirectContext, Task> OnRedirectToIdentityProvider { get; set; } = _ => Task.CompletedTask;

    /// <summary>Before the browser is sent to sign out.</summary>
    public Func<RedirectContext, Task> OnRedirectToIdentityProviderForSignOut { get; set; } = _ => Task.CompletedTask;

    /// <summary>When the browser is back from signing out.</summary>
    public Func<RemoteSignOutContext, Task> OnSignedOutCallbackRedirect { get; set; } = _ => Task.CompletedTask;

    /// <summary>When the provider's answer has come with the browser, and nothing of it is checked but the seal of the state.</summary>
    public Func<MessageReceivedContext, Task> OnMessageReceived { get; set; } = _ => Task.CompletedTask;

    /// <summary>Before the code is exchanged.</summary>
    public Func<AuthorizationCodeReceivedContext, Task> OnAuthorizationCodeReceived { get; set; } = _ => Task.CompletedTask;

    /// <summary>When the tokens are here, unchecked.</summary>
    public Func<TokenResponseReceivedContext, Task> OnTokenResponseReceived { get; set; } = _ => Task.CompletedTask;

    /// <summary>When the ID token has been checked, all but its nonce, its required claims and its <c>at_hash</c>.</summary>
    public Func<TokenValidatedContext, Task> OnTokenValidated { get; set; } = _ => Task.CompletedTask;

    /// <summary>When the userinfo endpoint has answered, before its subject is compared.</summary>
    public Func<UserInformationReceivedContext, Task> OnUserInformationReceived { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs <see cref="OnRedirectToIdentityProvider"/>.</summary>
    public virtual Task RedirectToIdentityProvider(RedirectContext context) => OnRedirectToIdentityProvider(context);

    /// <summary>Runs <see cref="OnRedirectToIdentityProviderForSignOut"/>.</summary>
    public virtual Task RedirectToIdentityProviderForSignOut(RedirectContext context) => OnRedirectToIdentityProviderForSignOut(context);

    /// <summary>Runs <see cref="OnSignedOutCallbackRedirect"/>.</summary>
    public virtual Task SignedOutCallbackRedirect(RemoteSignOutContext context) => OnSignedOutCallbackRedirect(context);

    /// <summary>Runs <see cref="OnMessageReceived"/>.</summary>
    public virtual Task MessageReceived(MessageReceivedContext context) => OnMessageReceived(context);

    /// <summary>Runs <see cref="OnAuthorizationCodeReceived"/>.</summary>
    public virtual Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context) => OnAuthorizationCodeReceived(context);

    /// <summary>Runs <see cref="OnTokenResponseReceived"/>.</summary>
    public virtual Task TokenResponseReceived(TokenResponseReceivedContext context) => OnTokenResponseReceived(context);

    /// <summary>Runs <see cref="OnTokenValidated"/>.</summary>
    public virtual Task TokenValidated(TokenValidatedContext context) => OnTokenValidated(context);

    /// <summary>Runs <see cref="OnUserInformationReceived"/>.</summary>
    public virtual Task UserInformationReceived(UserInformationReceivedContext context) => OnUserInformationReceived(context);
}
