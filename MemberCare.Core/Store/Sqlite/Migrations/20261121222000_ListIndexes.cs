using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A status is a set of labels, which have an index; what lists lacked is the order by the last change, and the sources.
            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_status_status_updated_at_id",
                table: "customers");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_source_id",
                table: "customers",
                columns: new[] { "tenant_id", "source", "id" },
                filter: "source IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_status_updated_at_id",
                table: "customers",
                columns: new[] { "tenant_id", "status_updated_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_source_id",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_status_updated_at_id",
                table: "customers");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_status_status_updated_at_id",
                table: "customers",
                columns: new[] { "tenant_id", "status", "status_updated_at", "id" },
                filter: "status <> 0");
        }
    }
}
