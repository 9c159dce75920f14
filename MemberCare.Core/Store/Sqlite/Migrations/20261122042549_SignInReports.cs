using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SignInReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "last_failed_sign_in_at",
                table: "customers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "sign_ins_settled_at",
                table: "customers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_identifiers_former",
                table: "identifiers",
                columns: new[] { "tenant_id", "customer_id" },
                filter: "former = 1");

            // Addresses with a tag are also found without it from here on, those that are there already too.
            migrationBuilder.Sql(
                """
                INSERT INTO identifiers (tenant_id, kind, value, customer_id, former)
                SELECT tenant_id, 6, substr(value, 1, instr(value, '+') - 1) || substr(value, instr(value, '@')), customer_id, former FROM identifiers
                WHERE kind = 2 AND instr(value, '+') > 1 AND instr(value, '+') < instr(value, '@')
                ON CONFLICT (tenant_id, kind, value, customer_id) DO UPDATE SET former = min(former, excluded.former);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM identifiers WHERE kind = 6;");

            migrationBuilder.DropIndex(
                name: "IX_identifiers_former",
                table: "identifiers");

            migrationBuilder.DropColumn(
                name: "last_failed_sign_in_at",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "sign_ins_settled_at",
                table: "customers");
        }
    }
}
