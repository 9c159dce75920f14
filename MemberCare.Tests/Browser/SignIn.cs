namespace MemberCare.Tests.Browser;

/// <summary>Signs demo people in, the way a developer does.</summary>
public static class SignIn
{
    /// <summary>
    /// Goes to the sign-in page, picks the first person whose parts are exactly <paramref name="role"/>, and waits until the page
    /// that follows stands on its circuit.
    /// </summary>
    /// <param name="person">Whose browser.</param>
    /// <param name="role">A role's name: <c>Viewer</c>, <c>Agent</c>, <c>Supervisor</c>, <c>Approver</c>, <c>Administrator</c>.</param>
    /// <param name="goTo">The page to open afterwards.</param>
    public static async Task SignInAsync(this BrowserPage person, string role, string goTo = "/")
    {
        await person.Page.GotoAsync("/sign-in?return=/not-found");
        await person.Page.Locator(".mc-person").Filter(new() { Has = person.Page.GetByText(role, new() { Exact = true }) }).First.ClickAsync();
        await person.Page.WaitForURLAsync("**/not-found");
        await person.GoToAsync(goTo);
    }
}
