using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PlannedChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "default_minutes",
                table: "labels",
                type: "INTEGER",
                nullable: true);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "planned_changes");

            migrationBuilder.DropColumn(
                name: "default_minutes",
                table: "labels");
        }
    }
}
