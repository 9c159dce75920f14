using System.Text.Encodings.Web;

namespace MemberCare.Web.Security;

/// <summary>A page that needs nothing but itself: for what goes wrong before, around or instead of the console.</summary>
internal static class PlainPage
{
    /// <summary>Answers with a page of one heading and one sentence. Nothing of the request or of a fault is in it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="heading">What happened.</param>
    /// <param name="sentence">What it means, and what to do.</param>
    /// <param name="reference">What to name when asking for help; null where the log says nothing of it.</param>
    public static Task WriteAsync(HttpContext context, int status, string heading, string sentence, string? reference = null)
    {
        var html = HtmlEncoder.Default;
        var tail = reference is null ? "" : $"""<p class="mc-quiet">Reference: <code>{html.Encode(reference)}</code></p>""";
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
              <title>{html.Encode(heading)} · MemberCare</title>
              <link rel="stylesheet" href="/app.css" />
            </head>
            <body>
              <main class="mc-plain">
                <div class="mc-plain-card">
                  <p class="mc-brand">MemberCare</p>
                  <h1>{html.Encode(heading)}</h1>
                  <p>{html.Encode(sentence)}</p>
                  {tail}
                  <p><a class="mc-button mc-button-primary" href="/">Go to the desk</a></p>
                </div>
              </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }
}
