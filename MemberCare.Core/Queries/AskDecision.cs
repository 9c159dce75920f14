using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Answers whether a person may do something: the question of tills, portals, booking pages and campaign senders.</summary>
public sealed class AskDecision(Gate gate, SqliteDatabase database, Catalogues catalogues, DecisionMemory memory, RefusalLog refusals, TimeProvider time)
{
    // A sender's clock may run a little ahead of ours; so much of the future is now.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    /// <summary>Answers.</summary>
    /// <returns>The answer, never older than the last acknowledged change; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>.</returns>
    public Outcome<DecisionAnswer> Run(DecisionQuestion question, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (gate.Check(actor, Permissions.AskDecisions, nameof(AskDecision)) is { } forbidden)
        {
            return forbidden;
        }

        var now = time.Now();
        if (question.At < now)
        {
            return FromHistory(question, actor.Tenant, Clock.Whole(question.At.Value), now);
        }

        var outcome = memory.Of(actor.Tenant) is { } exceptions ? FromMemory(question, exceptions, actor.Tenant, now) : FromDatabase(question, actor.Tenant, now);
        if (outcome.TryGet(out var answer, out _) && !answer.Decision.IsAllowed)
        {
            var place = PlainText.Read(question.Place, "", DecisionQuestion.LongestPlace).Text;
            var keys = answer.Decision.Layer == DecidingLayer.BlockList ? question.Keys(catalogues.Of(actor.Tenant).Tenant.Region) : [];
            refusals.Note(new DecisionRefusal(answer.Customer, keys, question.Action, answer.Decision, question.Channel ?? actor.Channel, place.Length == 0 ? null : place, actor, now));
        }

        return outcome;
    }

    /// <summary>Answers several questions.</summary>
    /// <returns>The answers in the order of the questions; or the first refusal, whose fields name the question, such as <c>questions[3].place</c>.</returns>
    public Outcome<IReadOnlyList<DecisionAnswer>> Run(IReadOnlyList<DecisionQuestion> questions, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var answers = new DecisionAnswer[questions.Count];
        for (var i = 0; i < questions.Count; i++)
        {
            if (!Run(questions[i], actor).TryGet(out answers[i]!, out var refusal))
            {
                return refusal is InvalidInput wrong ? new InvalidInput(wrong.Fields.ToDictionary(field => $"questions[{i}].{field.Key}", field => field.Value)) : refusal;
            }
        }

        return answers;
    }

    private Outcome<DecisionAnswer> FromMemory(DecisionQuestion question, TenantExceptions exceptions, TenantId tenant, DateTimeOffset now)
    {
        var catalogue = exceptions.Catalogue;
        var keys = question.Keys(catalogue.Tenant.Region);
        if (Complaint(question, keys, now) is { } wrong)
        {
            return wrong;
        }

        return Recall(question, keys, exceptions, tenant, now) is { } verdict ? Answer(question, verdict, catalogue, now) : FromDatabase(question, tenant, now);
    }

    internal Outcome<DecisionAnswer> FromDatabase(DecisionQuestion question, TenantId tenant, DateTimeOffset now)
    {
        using var scope = database.Read(tenant);
        var catalogue = catalogues.Of(scope);
        var keys = question.Keys(catalogue.Tenant.Region);
        if (Complaint(question, keys, now) is { } wrong)
        {
            return wrong;
        }

        var verdict = question.Action is { } action
            ? DecisionFacts.Decide(scope, question.Customer, keys, action, catalogue.Policy, now)
            : DecisionFacts.DecideRegistration(scope, keys, now);
        return Answer(question, verdict, catalogue, now);
    }

    private Outcome<DecisionAnswer> FromHistory(DecisionQuestion question, TenantId tenant, DateTimeOffset at, DateTimeOffset now)
    {
        using var scope = database.Read(tenant);
        var catalogue = catalogues.Of(scope);
        var keys = question.Keys(catalogue.Tenant.Region);
        if (Complaint(question, keys, now) is { } wrong)
        {
            return wrong;
        }

        var past = PastDecisions.Decide(scope, question.Customer, keys, question.Action, at);
        return Answer(question, past.Verdict, catalogue, at) with { Label = past.Verdict.Label is null ? null : past.Label, Because = new DecisionGrounds(past.Event, past.EventAt, past.PolicyVersion) };
    }

    // What memory knows; null where the database has to be asked: whoever is named in several ways, identifiers that several have, and registrations with what is not free.
    private Verdict? Recall(DecisionQuestion question, IReadOnlyList<(IdentifierKind Kind, string Key)> keys, TenantExceptions exceptions, TenantId tenant, DateTimeOffset now)
    {
        var (found, hit, by, hash, version) = (0, default(ExceptionStanding), -1, 0UL, 0);
        if (question.Customer is { } id && exceptions.Table.TryGet(memory.Keys.Of(id), out var standing))
        {
            (found, hit) = (1, standing);
        }

        for (var i = 0; i < keys.Count; i++)
        {
            var own = memory.Keys.Of(keys[i].Kind, keys[i].Key);
            if (exceptions.Table.TryGet(own, out standing, out var seen))
            {
                (found, hit, by, hash, version) = (found + 1, standing, i, own, seen);
            }
        }

        if (found == 0)
        {
            return Verdict.Clear;
        }

        if (found > 1 || hit.AskDatabase || question.Action is not { } action)
        {
            return null;
        }

        // Entries whose end has come stay until they are next looked at.
        var listed = hit.Listed.Until <= now ? BlockListVerdict.Clear : hit.Listed;
        if (hit.Customer is not { } known)
        {
            return Verdict.Clear with { Decision = Decide.Of(action, exceptions.Catalogue.Policy, null, listed, now) };
        }

        return !Verdict.IsException(known, listed, exceptions.Catalogue.Policy, now) ? Verdict.Clear
            : by < 0 ? Verdict.Of(question.Customer!.Value, action, exceptions.Catalogue.Policy, known, listed, now)
            : Holder(tenant, exceptions.KnownHolders, keys[by], hash, version, known) is { } holder ? Verdict.Of(holder, action, exceptions.Catalogue.Policy, known, listed, now)
            : null;
    }

    // Memory knows where somebody stands and not who it is. Of several who share the identifier it is the one who stands so: the others have nothing over them, or memory would not
    // have known. That there is one makes sure, too, that no two identifiers fell together.
    private CustomerId? Holder(TenantId tenant, KnownHolders holders, (IdentifierKind Kind, string Key) identifier, ulong hash, int version, CustomerStanding standing)
    {
        if (holders.Of(identifier.Kind, identifier.Key, hash, version) is { } known)
        {
            return known;
        }

        using var scope = database.Read(tenant);
        var all = Standings.Holders(scope.Connection, tenant, identifier.Kind, identifier.Key);
        if ((all.Count == 1 ? all : [.. all.Where(one => Standings.Of(scope.Connection, tenant, one) == standing)]) is not [var only])
        {
            return null;
        }

        holders.Keep(identifier.Kind, identifier.Key, hash, version, only);
        return only;
    }

    private static DecisionAnswer Answer(DecisionQuestion question, Verdict verdict, TenantCatalogue catalogue, DateTimeOffset now)
    {
        var label = verdict.Label is { } id ? catalogue.Label(id) : null;
        var message = catalogue.Tenant.Messages.Of(verdict.Decision, question.Action, verdict.Status, label?.PublicMessage);
        return new DecisionAnswer(verdict.Decision, verdict.Status, label?.Name, message, verdict.Customer, now);
    }

    private static InvalidInput? Complaint(DecisionQuestion question, IReadOnlyList<(IdentifierKind Kind, string Key)> keys, DateTimeOffset now)
    {
        if (question.Action is null && question.Customer is not null)
        {
            return new InvalidInput("customerId", "Whoever is a customer already does not register. Give the identifiers of the registration alone.");
        }

        if (question.Customer is null && keys.Count == 0)
        {
            return new InvalidInput("identifier", "Say whom it is about: give customerId, or at least one of mobile, email, externalId and cardNumber.");
        }

        if (question.Place is { } place && PlainText.Read(place, "The place", DecisionQuestion.LongestPlace).Complaint is { } complaint)
        {
            return new InvalidInput("place", complaint);
        }

        return question.At > now + ClocksApart
            ? new InvalidInput("at", "The moment lies in the future, of which nobody knows. Leave it out to ask about now.")
            : null;
    }
}
