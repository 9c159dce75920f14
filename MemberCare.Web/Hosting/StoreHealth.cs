using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MemberCare.Web.Hosting;

/// <summary>Whether the store reads, and takes a transaction for writing within a few seconds.</summary>
public sealed class StoreHealth(SqliteDatabase database, Writer writer) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using (var scope = database.Read(default))
            {
                scope.Db.Tenants.Any();
            }

            // It begins and ends a transaction for writing and writes nothing, so that looking often wears nothing out.
            var answer = await writer.RunAsync<Done>(default, _ => new Done(), cancellationToken).WaitAsync(Patience, cancellationToken);
            return answer.Refusal is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(answer.Refusal.Code);
        }
        catch (Exception fault) when (fault is TimeoutException or ObjectDisposedException or System.Data.Common.DbException)
        {
            return HealthCheckResult.Unhealthy(fault.GetType().Name);
        }
    }
}
