using System.Text.Encodings.Web;

namespace MemberCare.Samples;

/// <summary>A plain page. Everything that comes from outside goes through <see cref="Text"/>.</summary>
internal static class Page
{
    /// <summary>A whole page.</summary>
    /// <param name="title">The title, which also stands at the top.</param>
    /// <param name="body">Markup.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Of(string title, string body, int status = 200) => Results.Content(
        $"""
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title>
        <style>body {"{"} font: 16px/1.5 system-ui; max-width: 32rem; margin: 3rem auto; padding: 0 1rem {"}"} label, button {"{"} display: block; margin: .5rem 0 {"}"} input {"{"} font: inherit; width: 100% {"}"}</style>
        <h1>{Text(title)}</h1>{body}</html>
        """,
        "text/html; charset=utf-8",
        statusCode: status);

    /// <summary>A form with text fields.</summary>
    public static string Form(string action, string button, params IEnumerable<(string Name, string Label, string Type)> fields) =>
        $"""<form method="post" action="{action}">{string.Concat(fields.Select(field =>
            $"""<label>{Text(field.Label)} <input name="{field.Name}" type="{field.Type}" required autocomplete="off"></label>"""))}<button>{Text(button)}</button></form>""";

    /// <summary>A line that a reader's software reads out when it appears.</summary>
    public static string Says(string? line) => line is null ? "" : $"""<p role="status"><strong>{Text(line)}</strong></p>""";

    /// <summary>Text as markup.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
