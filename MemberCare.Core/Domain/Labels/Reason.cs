using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Labels;

/// <summary>A reason that the organisation offers for changes of status: a code for programs, a template for people.</summary>
public sealed class Reason
{
    /// <summary>The longest code, in characters.</summary>
    public const int LongestCode = 40;

    /// <summary>The longest template, in characters.</summary>
    public const int LongestText = 200;

    private Reason()
    {
    }

    /// <summary>The organisation that offers it.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>Lower-case letters, digits and hyphens, unique in the organisation, never changed.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The sentence that stands in history: <c>Lost mobile phone</c>.</summary>
    public string Text { get; private set; } = "";

    /// <summary>When it was retired; null while it is on offer.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Whether a change may choose it.</summary>
    public bool IsLive => RetiredAt is null;

    /// <summary>A new reason.</summary>
    public static Outcome<Reason> Create(TenantId tenant, string? code, string? text, IEnumerable<Reason> others)
    {
        var faults = new Dictionary<string, string>();
        var key = (code ?? "").Trim();
        if (key.Length is 0 or > LongestCode || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            faults["code"] = $"A code is 1 to {LongestCode} lower-case letters, digits and hyphens, such as lost-phone.";
        }
        else if (others.Any(other => other.Code == key))
        {
            faults["code"] = $"The code “{key}” is taken. Choose another one.";
        }

        var (sentence, complaint) = Read(text);
        if (complaint is not null)
        {
            faults["text"] = complaint;
        }

        return faults.Count > 0 ? new InvalidInput(faults) : new Reason { TenantId = tenant, Code = key, Text = sentence };
    }

    /// <summary>Changes the sentence; changes made so far keep the one they were made with.</summary>
    public Outcome<Done> Reword(string? text)
    {
        var (sentence, complaint) = Read(text);
        if (complaint is not null)
        {
            return new InvalidInput("text", complaint);
        }

        Text = sentence;
        return new Done();
    }

    /// <summary>Takes the reason off the offer, or back on.</summary>
    public void Offer(bool live, DateTimeOffset now) => RetiredAt = live ? null : RetiredAt ?? now;

    private static (string Sentence, string? Complaint) Read(string? text)
    {
        var (sentence, complaint) = PlainText.Read(text, "The reason", LongestText);
        return (sentence, complaint ?? (sentence.Length == 0 ? "Write the reason as it should stand in the history." : null));
    }
}
