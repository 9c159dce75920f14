using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MemberCare.Core;

/// <summary>Puts the core together.</summary>
public static class CoreServices
{
    /// <summary>Adds the store, the commands and the queries over one SQLite file. The host has to call <see cref="SqliteDatabase.Migrate"/> before it uses them.</summary>
    /// <param name="services">The host's services; it has to bring logging.</param>
    /// <param name="databasePath">Full path of the file; see <see cref="SqliteDatabase.PathOf"/>.</param>
    public static IServiceCollection AddMemberCareCore(this IServiceCollection services, string databasePath)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new SqliteDatabase(databasePath));
        services.AddSingleton<Writer>();
        services.AddSingleton<Feed>();
        services.AddSingleton<DecisionMemory>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<Catalogues>();
        services.AddSingleton<BlockListHits>();
        services.AddSingleton<Gate>();

        services.AddSingleton<ChangeStatus>();
        services.AddSingleton<RunJobs>();
        services.AddSingleton<ChangeMany>();
        services.AddSingleton<ManageJobs>();
        services.AddSingleton<ChooseByFile>();
        services.AddSingleton<IBatchAwaitingApproval, BatchApprovals>();
        services.AddSingleton<DecideApproval>();
        services.AddSingleton<ExpireRequests>();
        services.AddSingleton<UndoChange>();
        services.AddSingleton<PanicSuspend>();
        services.AddSingleton<ManagePlans>();
        services.AddSingleton<RunPlans>();
        services.AddSingleton<RegisterCustomer>();
        services.AddSingleton<RecordActivities>();
        services.AddSingleton<DrawAudience>();
        services.AddSingleton<ImportCustomers>();
        services.AddSingleton<LoadDemo>();
        services.AddSingleton<RevealContact>();
        services.AddSingleton<ReportSignIns>();
        services.AddSingleton<ManageOverlays>();
        services.AddSingleton<ManageLabels>();
        services.AddSingleton<ManageBlockList>();
        services.AddSingleton<ChangePolicy>();
        services.AddSingleton<ChangeSettings>();
        services.AddSingleton<CreateOrganisation>();
        services.AddSingleton<RemoveOrganisation>();
        services.AddSingleton<AdmitStaff>();
        services.AddSingleton<KeepSessions>();
        services.AddSingleton<ManageStaff>();
        services.AddSingleton<ManageApiKeys>();
        services.TryAddSingleton(TargetRules.Strict);
        services.AddSingleton<ManageWebhooks>();
        services.AddSingleton<DeliverWebhooks>();
        services.AddSingleton<ManageRules>();
        services.AddSingleton<RunRules>();

        services.AddSingleton<ActorDirectory>();
        services.AddSingleton<ListStaff>();
        services.AddSingleton<ListApiKeys>();
        services.AddSingleton<ReadCustomer>();
        services.AddSingleton<ReadAbilities>();
        services.AddSingleton<ReadPlans>();
        services.AddSingleton<ReadPriorActions>();
        services.AddSingleton<RelatedCustomers>();
        services.AddSingleton<ReadTimeline>();
        services.AddSingleton<RecentChanges>();
        services.AddSingleton<ListApprovals>();
        services.AddSingleton<ReadLabels>();
        services.AddSingleton<ListBlockedContacts>();
        services.AddSingleton<CheckContacts>();
        services.AddSingleton<ReadSettings>();
        services.AddSingleton<ReadPolicy>();
        services.AddSingleton<AskDecision>();
        services.AddSingleton<SearchCustomers>();
        services.AddSingleton<FindCustomers>();
        services.AddSingleton<ListCustomers>();
        services.AddSingleton<ChooseCustomers>();
        services.AddSingleton<ReadJobs>();
        services.AddSingleton<ExportJobResults>();
        services.AddSingleton<CountCustomers>();
        services.AddSingleton<ListSources>();
        services.AddSingleton<ExportCustomers>();
        services.AddSingleton<ReadRules>();
        services.AddSingleton<TryRule>();
        services.AddSingleton<ReadWebhooks>();
        services.AddSingleton<ReadReceipts>();
        services.AddSingleton<ListActivities>();
        services.AddSingleton<ExportActivities>();
        services.AddSingleton<ReportActivities>();
        return services;
    }
}
