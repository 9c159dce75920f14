namespace MemberCare.Web.Webhooks;

/// <summary>Puts the telling of other systems together.</summary>
public static class WebhookSetup
{
    /// <summary>Why the application cannot start as it is set up, in a sentence; null where it can.</summary>
    public static string? WhyNotToStart(IHostEnvironment environment, IConfiguration configuration)
    {
        try
        {
            return WebhookSettings.Read(configuration, environment).Complaint() is { } complaint ? $"MemberCare does not start: {complaint}" : null;
        }
        catch (InvalidOperationException wrong)
        {
            return $"MemberCare does not start: {wrong.Message}";
        }
    }

    /// <summary>Adds what sends, and says where it may send to. Call it after the store was added.</summary>
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        var settings = WebhookSettings.Read(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Rules());
        builder.Services.AddSingleton<WebhookSecrets>();
        builder.Services.AddSingleton<WebhookTransport>();
        builder.Services.AddSingleton<WebhookNews>();
        builder.Services.AddSingleton<WebhookDesk>();
        builder.Services.AddHostedService<WebhookSender>();
    }
}
