using System.Net;
using MemberCare.Tests.Browser;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Security;

/// <summary>Forms that another site posts in a signed-in person's name.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AntiforgeryTests(WebAppFixture app)
{
    // The provider posts a signed token there, and no browser; circuits look at the origin instead, see SocketOriginsTests.
    private static readonly string[] GuardedOtherwise = ["/signout-backchannel", "/_blazor"];

    [Fact]
    public async Task No_address_takes_a_post_without_the_token_of_its_form()
    {
        var addresses = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD" or "OPTIONS")) ?? true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/health", StringComparison.Ordinal))
            .Where(path => !GuardedOtherwise.Any(guarded => path.StartsWith(guarded, StringComparison.Ordinal)))
            .Distinct()
            .ToList();
        Assert.Contains("/sign-out", addresses);
        Assert.Contains("/sign-in", addresses);
        Assert.True(addresses.Count > 5, string.Join(' ', addresses));

        using var person = await SignedIn.Async(app.Address, "Administrator");
        foreach (var address in addresses)
        {
            var path = System.Text.RegularExpressions.Regex.Replace(address, @"\{[^}]*\}", Guid.Empty.ToString());
            using var answer = await person.Http.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([new("_handler", "sign-in"), new("person", "1.1")]));
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{address} answered {answer.StatusCode}");
        }

        // Still signed in: none of them did a thing.
        using var desk = await person.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, desk.StatusCode);
    }
}
