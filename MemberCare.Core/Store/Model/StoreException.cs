namespace MemberCare.Core.Store.Model;

/// <summary>The store cannot be used at all; the message is a sentence for whoever runs MemberCare.</summary>
public sealed class StoreException : Exception
{
    /// <summary>With a sentence.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and the fault behind it.</summary>
    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without words.</summary>
    public StoreException()
    {
    }
}
