using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class BlockListSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "reason_key",
                table: "blocked_contacts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_blocked_contacts_tenant_id_id",
                table: "blocked_contacts",
                columns: new[] { "tenant_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_blocked_contacts_tenant_id_id",
                table: "blocked_contacts");

            migrationBuilder.DropColumn(
                name: "reason_key",
                table: "blocked_contacts");
        }
    }
}
