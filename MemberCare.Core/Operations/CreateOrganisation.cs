using System.Linq.Expressions;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>Sets an organisation up: the label of each status, reasons to begin with, its first members of staff and its API keys. For whoever runs MemberCare, from the command line.</summary>
public sealed class CreateOrganisation(Writer writer, SqliteDatabase database, TimeProvider time)
{
    private static readonly (string Code, string Text)[] FirstReasons =
    [
        ("customer-request", "Customer asked for it"),
        ("lost-phone", "Lost mobile phone"),
        ("unusual-activity", "Unusual activity"),
        ("fraud-verified", "Fraud verified"),
        ("cleared", "Checked and cleared"),
        ("terms-breached", "Terms of membership breached"),
        ("duplicate", "Duplicate account"),
        ("test-account", "Test account"),
    ];

    /// <summary>Creates the organisation.</summary>
    /// <param name="name">The short name, unique.</param>
    /// <param name="title">The name that people read; the short one where null.</param>
    /// <param name="region">The country by whose rules local numbers are read.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Its id; or <see cref="InvalidInput"/>.</returns>
    public async Task<Outcome<TenantId>> RunAsync(string? name, string? title, string? region, CancellationToken cancellation = default)
    {
        if (!Tenant.Create(name, title, region).TryGet(out var tenant, out var refusal))
        {
            return refusal;
        }

        return await writer.RunAsync<TenantId>(
            default,
            transaction =>
            {
                if (transaction.Db.Tenants.IgnoreQueryFilters().Any(other => other.Name == tenant.Name))
                {
                    return new InvalidInput("tenant", $"There is already an organisation “{tenant.Name}”. Choose another name.");
                }

                transaction.Db.Tenants.Add(tenant);
                transaction.Db.SaveChanges();
                transaction.Db.Labels.AddRange(StatusWords.All.Select(status => StatusLabel.OfStatus(tenant.Id, status)));
                foreach (var (code, text) in FirstReasons)
                {
                    transaction.Db.Reasons.Add(Reason.Create(tenant.Id, code, text, []).Value);
                }

                transaction.Db.SaveChanges();
                return tenant.Id;
            },
            cancellation);
    }

    /// <summary>The organisation of a short name; null where there is none.</summary>
    public TenantId? Find(string? name)
    {
        using var scope = database.Read(default);
        return scope.Db.Tenants.IgnoreQueryFilters().Where(tenant => tenant.Name == name).Select(tenant => (TenantId?)tenant.Id).SingleOrDefault();
    }

    /// <summary>The short names of all organisations, in order.</summary>
    public IReadOnlyList<string> Names()
    {
        using var scope = database.Read(default);
        return [.. scope.Db.Tenants.IgnoreQueryFilters().OrderBy(tenant => tenant.Name).Select(tenant => tenant.Name)];
    }

    /// <summary>Adds members of staff, all of them or none.</summary>
    /// <returns>Nothing; or <see cref="NotFound"/>, <see cref="InvalidInput"/>.</returns>
    public Task<Outcome<Done>> AddStaffAsync(TenantId tenant, IEnumerable<(string Name, Role[] Roles)> people, CancellationToken cancellation = default) =>
        writer.RunAsync<Done>(
            tenant,
            transaction =>
            {
                if (!transaction.Db.Tenants.Any())
                {
                    return new NotFound("organisation");
                }

                foreach (var (name, roles) in people)
                {
                    if (!StaffMember.Create(tenant, name, roles).TryGet(out var person, out var refusal))
                    {
                        return refusal;
                    }

                    transaction.Db.Staff.Add(person);
                }

                transaction.Db.SaveChanges();
                return new Done();
            },
            cancellation);

    /// <summary>Makes an API key.</summary>
    /// <returns>The secret, shown this once; or <see cref="NotFound"/>, <see cref="InvalidInput"/>.</returns>
    public async Task<Outcome<string>> AddApiKeyAsync(TenantId tenant, string? name, IReadOnlyList<string> scopes, CancellationToken cancellation = default)
    {
        if (!ApiKey.Create(tenant, name, scopes, time.Now()).TryGet(out var made, out var refusal))
        {
            return refusal;
        }

        return await writer.RunAsync<string>(
            tenant,
            transaction =>
            {
                if (!transaction.Db.Tenants.Any())
                {
                    return new NotFound("organisation");
                }

                transaction.Db.ApiKeys.Add(made.Key);
                transaction.Db.SaveChanges();
                return made.Secret;
            },
            cancellation);
    }

    /// <summary>Withdraws the API keys of a name: from the commit on their requests are refused.</summary>
    /// <returns>How many; or <see cref="NotFound"/> where no working key has that name.</returns>
    public Task<Outcome<int>> RevokeApiKeysAsync(TenantId tenant, string? name, CancellationToken cancellation = default)
    {
        var wanted = (name ?? "").Trim();
        return RevokeApiKeysAsync(tenant, key => key.Name == wanted, cancellation);
    }

    /// <summary>Withdraws the working API keys that fit.</summary>
    /// <returns>How many; or <see cref="NotFound"/> where none fits.</returns>
    internal Task<Outcome<int>> RevokeApiKeysAsync(TenantId tenant, Expression<Func<ApiKey, bool>> which, CancellationToken cancellation) =>
        writer.RunAsync<int>(
            tenant,
            transaction =>
            {
                var keys = transaction.Db.ApiKeys.Where(key => key.RevokedAt == null).Where(which).ToList();
                if (keys.Count == 0)
                {
                    return new NotFound("working API key");
                }

                keys.ForEach(key => key.Revoke(transaction.Now));
                transaction.Db.SaveChanges();
                return keys.Count;
            },
            cancellation);
}
