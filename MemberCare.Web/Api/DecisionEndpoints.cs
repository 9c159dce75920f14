using System.Collections.Frozen;
using System.Text.Json;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>The question that every other system asks, one at a time or many at once; and the one whether a key works.</summary>
public static class DecisionEndpoints
{
    /// <summary>The most questions of a batch.</summary>
    public const int MostQuestions = 1_000;

    private static readonly FrozenDictionary<string, CustomerAction?> Actions = EffectMatrix.Actions
        .Select(action => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(action.ToString()), (CustomerAction?)action))
        .Append(KeyValuePair.Create("register", (CustomerAction?)null))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Channel> Channels = new[] { Channel.Till, Channel.Portal, Channel.Booking, Channel.Campaign, Channel.Api }
        .ToFrozenDictionary(channel => JsonNamingPolicy.CamelCase.ConvertName(channel.ToString()), StringComparer.Ordinal);

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        var decisions = api.MapGroup("/decisions").WithTags("Decisions");

        decisions.MapPost("", AskAsync).WithName("askDecision")
            .WithSummary("Ask whether a person may do something")
            .WithDescription("Answered from status, label, login lock, contact preference and block list, of which the strictest wins; never older than the last acknowledged change. A first refusal a day is kept in the customer’s history. With at it answers what the answer was then.")
            .Accepts<DecisionQuestionResource>("application/json")
            .Produces<DecisionResource>().Refuses(400, 403, 413, 415);

        decisions.MapPost("/batch", AskManyAsync).WithName("askDecisions")
            .WithSummary("Ask up to 1,000 questions at once")
            .WithDescription("All are answered, or none where one of them cannot be read; errors then names it.")
            .Accepts<DecisionBatchResource>("application/json")
            .Produces<DecisionListResource>().Refuses(400, 403, 413, 415);

        api.MapGet("/ping", () => Results.NoContent()).WithTags("Decisions").WithName("ping")
            .WithSummary("Ask whether a key works")
            .Produces(StatusCodes.Status204NoContent);
    }

    // A caller who hangs up ends the reading of the body by itself: no token is asked for, since making one costs more than the decision.
    private static async Task<IResult> AskAsync(HttpRequest request, ApiCaller caller, AskDecision ask)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.DecisionQuestionResource, CancellationToken.None)).TryGet(out var body, out var refusal)
            || !Read(body, "").TryGet(out var question, out refusal)
            || !ask.Run(question, caller.Actor).TryGet(out var answer, out refusal))
        {
            return Problems.Of(refusal);
        }

        return new QuickJson<DecisionResource>(DecisionResource.Of(answer), ApiJson.Own.DecisionResource);
    }

    private static async Task<IResult> AskManyAsync(HttpRequest request, ApiCaller caller, AskDecision ask, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.DecisionBatchResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        if (body.Questions is not { Count: > 0 and <= MostQuestions } questions)
        {
            return Problems.Of(new InvalidInput("questions", $"Send 1 to {MostQuestions} questions."));
        }

        var read = new DecisionQuestion[questions.Count];
        for (var i = 0; i < questions.Count; i++)
        {
            if (questions[i] is null)
            {
                return Problems.Of(new InvalidInput($"questions[{i}]", "A question is a JSON object."));
            }

            if (!Read(questions[i], $"questions[{i}].").TryGet(out var question, out refusal))
            {
                return Problems.Of(refusal);
            }

            read[i] = question;
        }

        return ask.Run(read, caller.Actor).TryGet(out var answers, out refusal)
            ? new QuickJson<DecisionListResource>(new DecisionListResource { Answers = [.. answers.Select(DecisionResource.Of)] }, ApiJson.Own.DecisionListResource)
            : Problems.Of(refusal);
    }

    private static Outcome<DecisionQuestion> Read(DecisionQuestionResource body, string prefix)
    {
        if (body.Action is null || !Actions.TryGetValue(body.Action, out var action))
        {
            return new InvalidInput(prefix + "action", $"Say what the person wants to do, as one of {string.Join(", ", Actions.Keys.Order(StringComparer.Ordinal))}.");
        }

        Channel? channel = null;
        if (body.Channel is { } road)
        {
            if (!Channels.TryGetValue(road, out var known))
            {
                return new InvalidInput(prefix + "channel", $"The channel is one of {string.Join(", ", Channels.Keys.Order(StringComparer.Ordinal))}.");
            }

            channel = known;
        }

        CustomerId? customer = null;
        if (body.CustomerId is { } text)
        {
            if (!CustomerId.TryParse(text, out var id))
            {
                return new InvalidInput(prefix + "customerId", "This is no customer’s id. Send the id that the API gave, or an identifier instead.");
            }

            customer = id;
        }

        DateTimeOffset? at = null;
        if (body.At is not null)
        {
            var reading = new QueryReading();
            at = reading.Moment(prefix + "at", body.At);
            if (reading.Refusal is { } wrong)
            {
                return wrong;
            }
        }

        return new DecisionQuestion
        {
            Customer = customer,
            Mobile = body.Mobile,
            Email = body.Email,
            ExternalId = body.ExternalId,
            CardNumber = body.CardNumber,
            Action = action,
            Channel = channel,
            Place = body.Place,
            At = at,
        };
    }
}
