using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MemberCare.Web.Auth.Provider;

/// <summary>What is checked about the provider's answer as the browser brings it, before anything in it is used.</summary>
/// <param name="manager">Says who the provider is.</param>
internal sealed class ResponseChecks(IConfigurationManager<OpenIdConnectConfiguration> manager)
{
    private static readonly string[] Once = ["state", "code", "iss", "error", "error_description"];

    /// <summary>Checks it.</summary>
    /// <param name="request">The request to the callback.</param>
    /// <param name="answer">What it carries.</param>
    /// <param name="sealedByUs">Whether its state is one of ours.</param>
    /// <exception cref="SignInFailure">Something is wrong, or the provider does not answer.</exception>
    public async Task RunAsync(HttpRequest request, OpenIdConnectMessage answer, bool sealedByUs)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            throw new SignInFailure(SignInFault.Refused, "An answer came by another method than GET, though response_mode=query was asked for.");
        }

        if (Array.Find(Once, name => request.Query[name].Count > 1) is { } twice)
        {
            throw new SignInFailure(SignInFault.Refused, $"The answer carries {twice} more than once (RFC 6749, section 3.1).");
        }

        if (!sealedByUs)
        {
            throw new SignInFailure(SignInFault.Refused, "The answer's state is missing, was tampered with, or was sealed with keys that are gone.");
        }

        await CheckIssuerAsync(answer);
    }

    // RFC 9207, section 2.4: it keeps an answer of one provider from being taken to another.
    private async Task CheckIssuerAsync(OpenIdConnectMessage answer)
    {
        var configuration = await manager.ReadAsync();
        var issuer = answer.Iss;
        if (string.IsNullOrEmpty(issuer) ? configuration.AuthorizationResponseIssParameterSupported : !string.Equals(issuer, configuration.Issuer, StringComparison.Ordinal))
        {
            throw new SignInFailure(SignInFault.Refused, $"The answer {(string.IsNullOrEmpty(issuer) ? "does not say which provider it comes from, though this one always does" : "comes from another provider")} (RFC 9207, section 2.4).");
        }
    }
}
