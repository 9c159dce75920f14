using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FourEyes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "approvals",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "default_minutes",
                table: "labels",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "change_requests",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    customer_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    batch_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    customers = table.Column<int>(type: "INTEGER", nullable: false),
                    from_label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    from_status = table.Column<int>(type: "INTEGER", nullable: true),
                    to_label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    to_status = table.Column<int>(type: "INTEGER", nullable: true),
                    reason_code = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    is_permanent = table.Column<bool>(type: "INTEGER", nullable: false),
                    seen_version = table.Column<long>(type: "INTEGER", nullable: true),
                    maker_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    maker_id = table.Column<string>(type: "TEXT", nullable: false),
                    maker_name = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by_kind = table.Column<int>(type: "INTEGER", nullable: true),
                    ended_by_id = table.Column<string>(type: "TEXT", nullable: true),
                    ended_by_name = table.Column<string>(type: "TEXT", nullable: true),
                    comment = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_change_requests", x => x.id);
                });

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
                    table.PrimaryKey("PK_job_results", x => new { x.tenant_id, x.job_id, x.customer_id });
                })
                .Annotation(WithoutRowId.Mark, true);

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

            migrationBuilder.CreateTable(
                name: "planned_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    customer_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    is_permanent = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason_code = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    made_by_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    made_by_id = table.Column<string>(type: "TEXT", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", nullable: false),
                    is_approved = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_panic = table.Column<bool>(type: "INTEGER", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    ended_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    why_failed = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_planned_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_changes",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    rule_id = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_id = table.Column<string>(type: "TEXT", nullable: false),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    act = table.Column<int>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    terms = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_changes", x => new { x.tenant_id, x.rule_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "rule_progress",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_progress", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "rule_touches",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    customer_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    cause = table.Column<long>(type: "INTEGER", nullable: false),
                    rule_id = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    from_label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    to_label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    ends = table.Column<int>(type: "INTEGER", nullable: false),
                    lift_due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lift = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_touches", x => new { x.tenant_id, x.customer_id, x.cause, x.rule_id });
                });

            migrationBuilder.CreateTable(
                name: "rules",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_key = table.Column<string>(type: "TEXT", nullable: false),
                    terms = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    stop = table.Column<int>(type: "INTEGER", nullable: false),
                    stop_detail = table.Column<string>(type: "TEXT", nullable: true),
                    state_since = table.Column<long>(type: "INTEGER", nullable: false),
                    state_by = table.Column<string>(type: "TEXT", nullable: false),
                    after_position = table.Column<long>(type: "INTEGER", nullable: false),
                    counted_from = table.Column<long>(type: "INTEGER", nullable: true),
                    allowance = table.Column<int>(type: "INTEGER", nullable: true),
                    swept_to = table.Column<long>(type: "INTEGER", nullable: true),
                    swept_all_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rules", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_ended",
                table: "change_requests",
                columns: new[] { "tenant_id", "ended_at", "id" },
                filter: "state <> 1");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_expires_at",
                table: "change_requests",
                column: "expires_at",
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_maker",
                table: "change_requests",
                columns: new[] { "tenant_id", "maker_kind", "maker_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_open",
                table: "change_requests",
                columns: new[] { "tenant_id", "customer_id" },
                unique: true,
                filter: "state = 1 AND customer_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_open_of_maker",
                table: "change_requests",
                columns: new[] { "tenant_id", "maker_kind", "maker_id", "expires_at" },
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_queue",
                table: "change_requests",
                columns: new[] { "tenant_id", "id", "maker_kind", "maker_id", "expires_at" },
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_tenant_id_batch_id",
                table: "change_requests",
                columns: new[] { "tenant_id", "batch_id" },
                filter: "batch_id IS NOT NULL");

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

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_due",
                table: "planned_changes",
                column: "due_at",
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_failed",
                table: "planned_changes",
                columns: new[] { "tenant_id", "due_at", "id" },
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_kind",
                table: "planned_changes",
                columns: new[] { "tenant_id", "kind", "due_at", "id" },
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_list",
                table: "planned_changes",
                columns: new[] { "tenant_id", "due_at", "id" },
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_open",
                table: "planned_changes",
                columns: new[] { "tenant_id", "customer_id" },
                filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_superseded",
                table: "planned_changes",
                columns: new[] { "tenant_id", "customer_id", "ended_sequence" },
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "IX_planned_changes_waiting",
                table: "planned_changes",
                columns: new[] { "tenant_id", "customer_id", "kind" },
                unique: true,
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "IX_rule_touches_due",
                table: "rule_touches",
                columns: new[] { "tenant_id", "lift_due_at" },
                filter: "lift = 1 AND lift_due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_rule_touches_failed",
                table: "rule_touches",
                columns: new[] { "tenant_id", "rule_id" },
                filter: "lift = 4");

            migrationBuilder.CreateIndex(
                name: "IX_rule_touches_open",
                table: "rule_touches",
                columns: new[] { "tenant_id", "customer_id" },
                filter: "lift = 1");

            migrationBuilder.CreateIndex(
                name: "IX_rule_touches_tenant_id_rule_id_at",
                table: "rule_touches",
                columns: new[] { "tenant_id", "rule_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_rule_touches_waiting",
                table: "rule_touches",
                columns: new[] { "tenant_id", "rule_id" },
                filter: "outcome = 5");

            migrationBuilder.CreateIndex(
                name: "IX_rules_tenant_id_name_key",
                table: "rules",
                columns: new[] { "tenant_id", "name_key" },
                unique: true,
                filter: "state <> 3");

            migrationBuilder.Sql(
                "CREATE TRIGGER job_lists_are_never_removed BEFORE DELETE ON job_lists BEGIN SELECT RAISE(ABORT, 'lists of jobs are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_lists_are_never_edited BEFORE UPDATE ON job_lists BEGIN SELECT RAISE(ABORT, 'lists of jobs are never edited'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_results_are_never_removed BEFORE DELETE ON job_results BEGIN SELECT RAISE(ABORT, 'results of jobs are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER job_results_are_never_edited BEFORE UPDATE ON job_results BEGIN SELECT RAISE(ABORT, 'results of jobs are never edited'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER rule_changes_are_never_removed BEFORE DELETE ON rule_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER rule_changes_are_never_edited BEFORE UPDATE ON rule_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never edited'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "change_requests");

            migrationBuilder.DropTable(
                name: "job_lists");

            migrationBuilder.DropTable(
                name: "job_results");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "planned_changes");

            migrationBuilder.DropTable(
                name: "rule_changes");

            migrationBuilder.DropTable(
                name: "rule_progress");

            migrationBuilder.DropTable(
                name: "rule_touches");

            migrationBuilder.DropTable(
                name: "rules");

            migrationBuilder.DropColumn(
                name: "approvals",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "default_minutes",
                table: "labels");
        }
    }
}
