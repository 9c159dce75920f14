using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Approvals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "approvals",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

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
                    to_label_id = table.Column<int>(type: "INTEGER", nullable: false),
                    to_status = table.Column<int>(type: "INTEGER", nullable: false),
                    reason_code = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
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
                name: "IX_change_requests_queue",
                table: "change_requests",
                columns: new[] { "tenant_id", "id", "maker_kind", "maker_id", "expires_at" },
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "IX_change_requests_tenant_id_batch_id",
                table: "change_requests",
                columns: new[] { "tenant_id", "batch_id" },
                filter: "batch_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "change_requests");

            migrationBuilder.DropColumn(
                name: "approvals",
                table: "tenants");
        }
    }
}
