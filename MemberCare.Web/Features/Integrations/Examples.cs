namespace MemberCare.Web.Features.Integrations;

/// <summary>One thing that a system may want, with the command that does it.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Scope">The scope that the key needs; null where any key will do.</param>
/// <param name="Words">What the answer means, in a sentence or two.</param>
/// <param name="Command">Shell commands that run as they stand once the first example has set the variables.</param>
internal sealed record Example(string Title, string? Scope, string Words, string Command);

/// <summary>The calls that most systems begin with, as shell commands. They run as they are against any organisation; a test runs them all.</summary>
internal static class Examples
{
    /// <summary>The examples, in an order in which they can be run one after the other.</summary>
    /// <param name="site">The address of this console, as the browser sees it.</param>
    public static IReadOnlyList<Example> Of(Uri site) =>
    [
        new("Set up", null, "Paste the key that you were shown. The answer 204 says that it works.",
            $$"""
            API={{site.GetLeftPart(UriPartial.Authority)}}/api/v1
            KEY=${KEY:-mck_...}
            ask() { curl -s -X "$1" "$API/$2" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" "${@:3}"; echo; }
            ask GET ping -o /dev/null -w "%{http_code}"
            """),
        new("Register a customer", "customers:write", "The rest of this page is about this one. Sent again, it is answered as the first time.",
            """
            MOBILE="012-345 9876"
            ask POST customers -H "Idempotency-Key: example-customer" \
              -d '{"name": "Example Customer", "mobile": "'"$MOBILE"'"}'
            """),
        new("May this customer sign in?", "decisions:read", "Go by “allowed” and “effect”; “message” is what the customer may read. An unknown number is a stranger, whom the block list alone can refuse.",
            """
            ask POST decisions -d '{"mobile": "'"$MOBILE"'", "action": "signIn", "channel": "portal"}'
            """),
        new("Many questions at once", "decisions:read", "Up to 1,000, answered in their order.",
            """
            ask POST decisions/batch -d '{"questions": [
              {"mobile": "'"$MOBILE"'", "action": "redeemPoints", "channel": "till", "place": "Till 7"},
              {"email": "somebody@example.com", "action": "register"}]}'
            """),
        new("Report a try to sign in", "sign-ins:write", "Failures in a row lock sign-in for a while; “locked” says so, and until when. A password that was set anew lifts the lock.",
            """
            ask POST sign-in-attempts -d '{"mobile": "'"$MOBILE"'", "succeeded": false}'
            ask POST password-resets -d '{"mobile": "'"$MOBILE"'"}'
            """),
        new("Report a purchase", "activities:write", "Each is answered with its effect: allowed, flagged as an outlier, taken in without award, or refused. The id makes it safe to send one again.",
            """
            ask POST activities -d '{"activities": [{"id": "receipt-4711", "kind": "transaction", "mobile": "'"$MOBILE"'",
              "amount": "42.10", "currency": "MYR", "place": "Till 7", "channel": "till"}]}'
            """),
        new("Whom may a campaign reach?", "decisions:read", "One entry a line goes in, those who may be contacted come out, and a last line counts the rest by reason. As many lines as you like.",
            """
            printf '{"mobile": "%s"}\n{"email": "somebody@example.com"}\n' "$MOBILE" \
              | curl -s -X POST "$API/audiences?campaign=example" -H "Authorization: Bearer $KEY" -H "Content-Type: application/x-ndjson" --data-binary @-
            """),
        new("Is somebody on the block list?", "block-list:read", "The early check of a booking page. Report the booking itself as an activity: the answer to that one counts.",
            """
            ask POST blocked-contacts/check -d '{"mobile": "'"$MOBILE"'"}'
            """),
    ];
}
