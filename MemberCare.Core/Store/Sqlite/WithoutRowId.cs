using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>Makes the search tables and the results of jobs WITHOUT ROWID: the key is the table, half the size and half the work. EF Core has no word for that, so a migration marks its table with <see cref="Mark"/>.</summary>
internal sealed class WithoutRowId(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : Microsoft.EntityFrameworkCore.Migrations.SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    public const string Mark = "MemberCare:WithoutRowId";

    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (operation[Mark] is not true)
        {
            base.Generate(operation, model, builder, terminate);
            return;
        }

        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID").AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
