using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Rules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                })
                .Annotation(WithoutRowId.Mark, true);

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

            // What a rule said when it acted has to stay as it was, whoever writes.
            migrationBuilder.Sql(
                "CREATE TRIGGER rule_changes_are_never_removed BEFORE DELETE ON rule_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER rule_changes_are_never_edited BEFORE UPDATE ON rule_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never edited'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rule_changes");

            migrationBuilder.DropTable(
                name: "rule_progress");

            migrationBuilder.DropTable(
                name: "rule_touches");

            migrationBuilder.DropTable(
                name: "rules");
        }
    }
}
