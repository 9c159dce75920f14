using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the scheme.</summary>
public static class OpenIdConnectExtensions
{
    /// <summary>Adds a scheme that signs in at an OpenID Connect provider.</summary>
    /// <param name="builder">The schemes so far.</param>
    /// <param name="authenticationScheme">Its name.</param>
    /// <param name="configureOptions">Says where the provider is and what it calls us.</param>
    public static AuthenticationBuilder AddOpenIdConnect(this AuthenticationBuilder builder, string authenticationScheme, Action<OpenIdConnectOptions> configureOptions)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, FillGaps>());
        return builder.AddRemoteScheme<OpenIdConnectOptions, OpenIdConnectHandler>(authenticationScheme, displayName: null, configureOptions);
    }

    // What follows from other options, and what only the host can give.
    private sealed class FillGaps(IDataProtectionProvider protection) : IPostConfigureOptions<OpenIdConnectOptions>
    {
        public void PostConfigure(string? name, OpenIdConnectOptions options)
        {
            options.SignOutScheme ??= options.SignInScheme;
            options.DataProtectionProvider ??= protection;
            options.StateDataFormat ??= new PropertiesDataFormat(Protector("state"));
            options.StringDataFormat ??= new SecureDataFormat<string>(new Utf8(), Protector("nonce"));
            options.TokenValidationParameters.ValidAudience ??= options.ClientId;
            options.Backchannel ??= new HttpClient(options.BackchannelHttpHandler ?? new HttpClientHandler()) { Timeout = options.BackchannelTimeout };

            IDataProtector Protector(string use) => options.DataProtectionProvider.CreateProtector(typeof(OpenIdConnectHandler).FullName!, name ?? "", use);
        }
    }

    private sealed class Utf8 : IDataSerializer<string>
    {
        public byte[] Serialize(string model) => Encoding.UTF8.GetBytes(model);

        public string Deserialize(byte[] data) => Encoding.UTF8.GetString(data);
    }
}
