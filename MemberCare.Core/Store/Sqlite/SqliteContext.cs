using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>The model on SQLite: ids are 16-byte blobs, big-endian, so that they sort as they were given.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options, TenantId tenant) : MemberCareContext(options, tenant)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<CustomerId>().HaveConversion<CustomerIds>();
        configurationBuilder.Properties<Guid>().HaveConversion<Guids>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Said aloud: EF Core gives a plain int AUTOINCREMENT and a typed id not, and then sees a change between model and snapshot where there is none.
        foreach (var key in new[] { typeof(Tenant), typeof(StaffMember), typeof(StatusLabel), typeof(WebhookSubscription), typeof(Rule) })
        {
            modelBuilder.Entity(key).Property("Id").Metadata.SetValueGenerationStrategy(SqliteValueGenerationStrategy.Autoincrement);
        }
    }

    private sealed class CustomerIds() : ValueConverter<CustomerId, byte[]>(
        id => id.Value.ToByteArray(true), bytes => new CustomerId(new Guid(bytes, true)));

    private sealed class Guids() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));
}

/// <summary>Lets <c>dotnet ef migrations add</c> make a context.</summary>
internal sealed class SqliteContextFactory : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) =>
        new(SqliteDatabase.Configure(new DbContextOptionsBuilder<SqliteContext>().UseSqlite("Data Source=:memory:")).Options, default);
}
