namespace MemberCare.Web.Auth.Provider;

/// <summary>A sign-in that failed for a reason we know. The message is for administrators: it names rule and setting, and nothing about the person.</summary>
/// <param name="fault">What the visitor is told; null where the matter lies with MemberCare itself, and they read general words.</param>
/// <param name="message">What the log says.</param>
/// <param name="inner">What was met.</param>
public sealed class SignInFailure(SignInFault? fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the visitor is told; null where the matter lies with MemberCare itself.</summary>
    public SignInFault? Fault => fault;
}
