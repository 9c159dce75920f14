using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Operations.Demo;

/// <summary>An organisation of the demo: what it is called, who works there, which labels it made.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Title">The name that people read.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Currency">What its customers pay in.</param>
/// <param name="Prefix">How its external ids begin.</param>
/// <param name="CardRange">The first card number.</param>
/// <param name="Seed">What all chance is drawn from.</param>
/// <param name="Places">Its shops.</param>
/// <param name="Staff">Who works there; those who change a status are the ones between the first and the last but one.</param>
/// <param name="Labels">Its own labels.</param>
internal sealed record DemoOrganisation(
    string Name, string Title, string Region, string Currency, string Prefix, long CardRange, int Seed, string[] Places, (string Name, Role[] Roles)[] Staff, LabelDraft[] Labels)
{
    /// <summary>A chain of coffee shops in Malaysia, the large one.</summary>
    public static DemoOrganisation KopiHouse { get; } = new(
        "kopi-house",
        "Kopi House",
        "MY",
        "MYR",
        "KH",
        6278_0000_0000_0000,
        20_210_607,
        ["Bangsar", "Mid Valley", "Pavilion", "Gurney Plaza", "Johor Bahru Sentral", "Ipoh Old Town", "Kuching Waterfront", "Subang Jaya", "Melaka Jonker Street", "the web shop"],
        [
            ("Chloe Wong", [Role.Viewer]),
            ("Ravi Kumar", [Role.Agent]),
            ("Siti Aminah binti Osman", [Role.Agent]),
            ("Tan Mei Ling", [Role.Supervisor]),
            ("Farid Hassan", [Role.Approver]),
            ("Grace Lim", [Role.Administrator]),
        ],
        [
            Label("Regular", CustomerStatus.Active, "teal", "favorite", reason: false),
            Label("Trending", CustomerStatus.Active, "purple", "trending_up", reason: false),
            Label("Open", CustomerStatus.Active, "blue", "new_releases", reason: false),
            Label("Converted", CustomerStatus.Active, "pink", "handshake", reason: false),
            Label("Lost phone", CustomerStatus.Suspended, "amber", "phone_locked", message: "Your membership is on hold because you told us that your phone is lost. Please visit any shop with your card."),
            Label("Chargeback review", CustomerStatus.FraudSuspected, "orange", "visibility", message: "We are looking into a payment. You can go on collecting points meanwhile."),
            Label("Card testing", CustomerStatus.FraudConfirmed, "red", "gpp_bad"),
            Label("Terms breached", CustomerStatus.Blocked, "darkred", "block", message: "Your membership has ended. Please write to us if you think that this is a mistake."),
            Label("Left the programme", CustomerStatus.Deleted, "grey", "delete"),
        ]);

    /// <summary>A small one in Germany, so that it shows that organisations see nothing of each other.</summary>
    public static DemoOrganisation Bergblick { get; } = new(
        "bergblick",
        "Bergblick Outdoor",
        "DE",
        "EUR",
        "BB",
        4401_0000_0000_0000,
        19_991_109,
        ["München", "Garmisch", "Berlin Mitte", "the web shop"],
        [
            ("Hannah Vogel", [Role.Viewer]),
            ("Jonas Weber", [Role.Agent]),
            ("Katrin Schäfer", [Role.Supervisor]),
            ("Dieter Lang", [Role.Approver]),
            ("Sabine Kaiser", [Role.Administrator]),
        ],
        [
            Label("Alpine club", CustomerStatus.Active, "blue", "star", reason: false),
            Label("Lost phone", CustomerStatus.Suspended, "amber", "phone_locked"),
        ]);

    private static LabelDraft Label(string name, CustomerStatus status, string colour, string icon, bool reason = true, string? message = null) =>
        new() { Name = name, Status = status, Colour = colour, Icon = icon, ReasonRequired = reason, PublicMessage = message };
}
