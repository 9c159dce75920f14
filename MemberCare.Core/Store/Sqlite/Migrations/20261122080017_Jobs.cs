using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Jobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "job_lists",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    job_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    part = table.Column<int>(type: "INTEGER", nullable: false),
                    ids = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_lists", x => new { x.tenant_id, x.job_id, x.part });
                });

            migrationBuilder.CreateTable(
                name: "job_results",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    job_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    customer_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    from_label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    code = table.Column<string>(type: "TEXT", nullable: true),
                    why = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_results", x => new { x.tenant_id, x.job_id, x.customer_id })
                .Annotation(WithoutRowId.Mark, true);
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    choice = table.Column<int>(type: "INTEGER", nullable: false),
                    label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    reason_code = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    undoes = table.Column<byte[]>(type: "BLOB", nullable: true),
                    maker_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    maker_id = table.Column<string>(type: "TEXT", nullable: false),
                    maker_name = table.Column<string>(type: "TEXT", nullable: false),
                    maker_permissions = table.Column<int>(type: "INTEGER", nullable: false),
                    channel = table.Column<int>(type: "INTEGER", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    stopped_by = table.Column<string>(type: "TEXT", nullable: true),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    changed = table.Column<int>(type: "INTEGER", nullable: false),
                    refused = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_state",
                table: "jobs",
                column: "state",
                filter: "state = 2");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_tenant_id_undoes",
                table: "jobs",
                columns: new[] { "tenant_id", "undoes" },
                filter: "undoes IS NOT NULL");

            // A list is frozen when its job is made, and a result tells what happened: neither is to be another afterwards, whoever writes.
            migrationBuilder.Sql(
                "CREATE TRIGGER job_lists_are_never_removed BEFORE DELETE ON job_lists BEGIN SELECT RAISE(ABORT, 'lists of jobs are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_lists_are_never_edited BEFORE UPDATE ON job_lists BEGIN SELECT RAISE(ABORT, 'lists of jobs are never edited'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_results_are_never_removed BEFORE DELETE ON job_results BEGIN SELECT RAISE(ABORT, 'results of jobs are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_results_are_never_edited BEFORE UPDATE ON job_results BEGIN SELECT RAISE(ABORT, 'results of jobs are never edited'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "job_lists");

            migrationBuilder.DropTable(
                name: "job_results");

            migrationBuilder.DropTable(
                name: "jobs");
        }
    }
}
