using System.Text.Encodings.Web;

namespace MemberCare.Web.Shared;

/// <summary>A page that needs nothing but itself: for what goes wrong before, around or instead of the console.</summary>
internal static class PlainPage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Default;

    /// <summary>Answers with a page of one heading and one sentence. Nothing of the request or of a fault is in it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="heading">What happened.</param>
    /// <param name="sentence">What it means, and what to do.</param>
    /// <param name="reference">What to name when asking for help; null where the log says nothing of it.</param>
    public static Task WriteAsync(HttpContext context, int status, string heading, string sentence, string? reference = null)
    {
        var tail = reference is null ? "" : $"""<p class="mc-quiet">Reference: <code>{Html.Encode(reference)}</code></p>""";
        return DrawAsync(context, status, heading, "", $"""<p>{Html.Encode(sentence)}</p>{tail}<p><a class="mc-button mc-button-primary" href="/">Go to the desk</a></p>""");
    }

    /// <summary>
    /// Answers with a page that leads on to an address elsewhere, by itself and by a link. For what follows a form: a redirect would be held to where forms may go, and so would each
    /// one after it, wherever the other side leads.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="heading">What happens.</param>
    /// <param name="address">Where it goes.</param>
    public static Task LeadOnAsync(HttpContext context, string heading, string address) => DrawAsync(
        context,
        StatusCodes.Status200OK,
        heading,
        $"""<meta http-equiv="refresh" content="0;url={Html.Encode(address)}" />""",
        $"""<p><a class="mc-button mc-button-primary" href="{Html.Encode(address)}">Continue</a></p>""");

    private static Task DrawAsync(HttpContext context, int status, string heading, string head, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en" data-theme="system">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="color-scheme" content="light dark" />
              {head}
              <title>{Html.Encode(heading)} · MemberCare</title>
              <link rel="stylesheet" href="/app.css" />
            </head>
            <body>
              <main class="mc-plain">
                <div class="mc-plain-card">
                  <p class="mc-brand">MemberCare</p>
                  <h1>{Html.Encode(heading)}</h1>
                  {body}
                </div>
              </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }
}
