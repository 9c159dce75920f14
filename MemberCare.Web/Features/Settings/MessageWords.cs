using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Settings;

/// <summary>The words for the occasions on which customers are told something.</summary>
public static class MessageWords
{
    /// <summary>All occasions, in the order in which the form asks for them.</summary>
    public static IReadOnlyList<PublicMessage> All { get; } = Enum.GetValues<PublicMessage>();

    /// <summary>The occasion, as staff read it: <c>Sign-in is locked</c>.</summary>
    public static string Title(PublicMessage occasion) => occasion switch
    {
        PublicMessage.LoginLock => "Sign-in is locked",
        PublicMessage.BlockList => "Number or address on the block list",
        PublicMessage.BookingRefused => "A booking is refused by the block list",
        PublicMessage.RegistrationRefused => "A registration is refused",
        PublicMessage.Suspended => "Suspended",
        PublicMessage.PayOnly => "Suspended, sign-in only to pay",
        PublicMessage.Blocked => "Blocked",
        PublicMessage.UnderReview => "Fraud suspected or confirmed",
        PublicMessage.Deleted => "Deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(occasion)),
    };
}

/// <summary>The messages as they stand in their form.</summary>
/// <param name="Words">The words for each occasion, in the order of <see cref="MessageWords.All"/>.</param>
/// <param name="Version">The version of the settings that they belong to.</param>
public sealed record MessageFields(IReadOnlyList<string> Words, int Version)
{
    /// <summary>The fields that a person can change.</summary>
    public static IReadOnlyList<EditedField<MessageFields>> All { get; } =
        [.. MessageWords.All.Select((occasion, place) => new EditedField<MessageFields>(MessageWords.Title(occasion), fields => fields.Words[place].Trim(), (to, from) => to.With(place, from.Words[place])))];

    /// <summary>The messages as they are in the store, the usual words where the organisation has none of its own.</summary>
    public static MessageFields Of(SettingsView view) => new([.. MessageWords.All.Select(occasion => view.Messages[occasion])], view.Version);

    /// <summary>The same with other words on one occasion.</summary>
    public MessageFields With(int place, string words) => this with { Words = [.. Words.Select((known, at) => at == place ? words : known)] };

    /// <summary>What is sent to the core.</summary>
    public IEnumerable<KeyValuePair<PublicMessage, string?>> ToDraft() => MessageWords.All.Select((occasion, place) => KeyValuePair.Create(occasion, (string?)Words[place]));
}
