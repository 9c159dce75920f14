using System.Net.Http.Headers;

namespace MemberCare.Samples;

/// <summary>What MemberCare answers when it is asked whether a customer may do something.</summary>
/// <param name="Allowed">Whether it may be done at all.</param>
/// <param name="Effect">How: <c>allow</c>, <c>flag</c>, <c>noAward</c>, <c>limited</c> or <c>deny</c>.</param>
/// <param name="Message">What the customer may be told; null where nothing.</param>
/// <param name="Until">When it ends by itself, if that is known.</param>
internal sealed record Answer(bool Allowed, string Effect, string? Message, DateTimeOffset? Until);

/// <summary>What came of a try to sign in that was reported.</summary>
/// <param name="Locked">Whether sign-in is locked now.</param>
/// <param name="Message">What the customer may be told; null where nothing.</param>
internal sealed record Attempt(bool Locked, string? Message);

/// <summary>What came of one activity.</summary>
/// <param name="Effect">As in <see cref="Answer"/>; null where the activity could not be read.</param>
/// <param name="Outlier">Whether it went through and was marked.</param>
/// <param name="Message">What the customer may be told; null where nothing.</param>
internal sealed record ActivityResult(string? Effect, bool Outlier, string? Message);

/// <summary>The few calls of MemberCare's API that the samples make. Where no answer comes, the answer is no: a shop that cannot ask must not let a blocked customer in.</summary>
internal sealed class MemberCareApi
{
    private static readonly Answer NoAnswer = new(false, "deny", "We cannot check your membership just now. Please try again in a minute.", null);

    private readonly HttpClient _http;

    /// <summary>Reads the address and the key from <c>MemberCare:Address</c> and <c>MemberCare:Key</c>, or the environment's <c>MEMBERCARE_ADDRESS</c> and <c>MEMBERCARE_KEY</c>.</summary>
    public MemberCareApi(IConfiguration configuration)
    {
        _http = new HttpClient
        {
            BaseAddress = new Uri(configuration["MemberCare:Address"] ?? configuration["MEMBERCARE_ADDRESS"] ?? "http://localhost:5080"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        var key = configuration["MemberCare:Key"] ?? configuration["MEMBERCARE_KEY"] ?? throw new InvalidOperationException("Set MEMBERCARE_KEY to an API key.");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Asks whether somebody may do something.</summary>
    /// <param name="question">The members of <c>POST /api/v1/decisions</c>.</param>
    public async Task<Answer> AskAsync(object question) => await PostAsync<Answer>("decisions", question) ?? NoAnswer;

    /// <summary>Reports a try to sign in, or a password that was set anew.</summary>
    /// <param name="path"><c>sign-in-attempts</c> or <c>password-resets</c>.</param>
    /// <param name="report">The members of the request.</param>
    public async Task<Attempt> ReportAsync(string path, object report) => await PostAsync<Attempt>(path, report) ?? new(true, NoAnswer.Message);

    /// <summary>Reports one thing that a customer did, or wants to do now.</summary>
    /// <param name="activity">A member of the array of <c>POST /api/v1/activities</c>.</param>
    public async Task<ActivityResult> RecordAsync(object activity) =>
        (await PostAsync<Results>("activities", new { activities = new[] { activity } }))?.List is [var result] ? result : new("deny", false, NoAnswer.Message);

    private async Task<T?> PostAsync<T>(string path, object body)
        where T : class
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/api/v1/{path}", body);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<T>() : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private sealed record Results([property: System.Text.Json.Serialization.JsonPropertyName("results")] IReadOnlyList<ActivityResult> List);
}
