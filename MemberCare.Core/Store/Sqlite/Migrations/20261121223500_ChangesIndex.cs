using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ChangesIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Changes of status and label alone, in their order in time: what the desk tells of, and what reports count.
            migrationBuilder.CreateIndex(
                name: "IX_events_changes",
                table: "events",
                columns: new[] { "tenant_id", "at", "customer_id", "sequence" },
                filter: "kind IN (2, 3)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_events_changes",
                table: "events");
        }
    }
}
