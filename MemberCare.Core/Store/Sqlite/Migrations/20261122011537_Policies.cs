using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Policies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "policy_changes",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor_id = table.Column<string>(type: "TEXT", nullable: false),
                    actor_name = table.Column<string>(type: "TEXT", nullable: false),
                    label_id = table.Column<int>(type: "INTEGER", nullable: true),
                    policy = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_changes", x => new { x.tenant_id, x.version });
                });

            // What was in force at a past moment has to stay as it was, whoever writes.
            migrationBuilder.Sql(
                "CREATE TRIGGER policy_changes_are_never_removed BEFORE DELETE ON policy_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER policy_changes_are_never_edited BEFORE UPDATE ON policy_changes BEGIN SELECT RAISE(ABORT, 'changes of rules are never edited'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "policy_changes");
        }
    }
}
