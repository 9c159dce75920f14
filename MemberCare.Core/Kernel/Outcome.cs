using System.Diagnostics.CodeAnalysis;

namespace MemberCare.Core.Kernel;

/// <summary>How a refusal is to be understood by whoever asked; the API maps each kind onto one HTTP status.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong: a field is missing, too long, not a date (400).</summary>
    Invalid,

    /// <summary>The actor lacks a permission (403).</summary>
    Forbidden,

    /// <summary>There is no such thing for this actor (404).</summary>
    NotFound,

    /// <summary>Somebody else was faster, or the same name or key is taken (409).</summary>
    Conflict,

    /// <summary>A rule says no (422).</summary>
    Rule,

    /// <summary>The store cannot take it just now; nothing was changed (503).</summary>
    Unavailable,
}

/// <summary>An expected no: a type for programs, one sentence for a person, with the way on.</summary>
public abstract record Refusal
{
    /// <summary>How to understand it.</summary>
    public abstract RefusalKind Kind { get; }

    /// <summary>What a person reads: why not, and what to do instead. Holds no personal data.</summary>
    public abstract string Sentence { get; }

    /// <summary>The name of this kind of refusal for programs: the type's name in kebab case, such as <c>stale-version</c>.</summary>
    public string Code => string.Concat(GetType().Name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}

/// <summary>The result of a command or query: its value, or the refusal that stands in its place.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Why not; null on success.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">It was refused: a bug of the caller, who has to look first.</exception>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal.Code}.");

    /// <summary>True with the value on success, false with the refusal.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (_value, Refusal);
        return refusal is null;
    }

    /// <summary>A success.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "A value or a refusal is returned as it is; naming the conversion adds nothing.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "A value or a refusal is returned as it is; naming the conversion adds nothing.")]
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The success of a command that has nothing to say.</summary>
public readonly record struct Done;
