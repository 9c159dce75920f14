using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store;

/// <summary>What an organisation has few of and everything needs: its settings, labels and reasons, as they were at one moment. Read it; never write to it.</summary>
/// <param name="Tenant">The organisation.</param>
/// <param name="Labels">All labels, retired ones too, by status and name.</param>
/// <param name="Reasons">All reasons, retired ones too, by their text.</param>
/// <param name="Policy">The rules for decisions that are in force.</param>
/// <param name="PolicyVersion">The number of the change that put them there; 0 where it is the default.</param>
public sealed record TenantCatalogue(
    Tenant Tenant, IReadOnlyList<StatusLabel> Labels, IReadOnlyList<Reason> Reasons, DecisionPolicy Policy, int PolicyVersion)
{
    private readonly Dictionary<LabelId, StatusLabel> _byId = Labels.ToDictionary(label => label.Id);

    /// <summary>A label by its id; null where the organisation has none such.</summary>
    public StatusLabel? Label(LabelId id) => _byId.GetValueOrDefault(id);

    /// <summary>A live label by its name, compared without case; null where there is none.</summary>
    public StatusLabel? LabelNamed(string? name)
    {
        var (text, complaint) = PlainText.Read(name, "", StatusLabel.LongestName);
        var key = StatusLabel.KeyOf(text);
        return complaint is not null ? null : Labels.FirstOrDefault(label => label.IsLive && label.NameKey == key);
    }

    /// <summary>The status's own label.</summary>
    public StatusLabel SystemLabel(CustomerStatus status) => Labels.First(label => label.IsSystem && label.Status == status);

    /// <summary>Reads it; null where there is no such organisation.</summary>
    internal static TenantCatalogue? Load(MemberCareContext db)
    {
        var tenant = db.Tenants.AsNoTracking().SingleOrDefault();
        var change = db.PolicyChanges.AsNoTracking().OrderByDescending(one => one.Version).FirstOrDefault();
        return tenant is null
            ? null
            : new TenantCatalogue(
                tenant,
                [.. db.Labels.AsNoTracking().AsEnumerable().OrderBy(l => l.Status).ThenByDescending(l => l.IsSystem).ThenBy(l => l.NameKey, StringComparer.Ordinal)],
                [.. db.Reasons.AsNoTracking().AsEnumerable().OrderBy(r => r.Text, StringComparer.Ordinal)],
                change?.Policy ?? DecisionPolicy.Default,
                change?.Version ?? 0);
    }
}
