using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RequestsForManyAreTold : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "request_id",
                table: "outbox",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "to_label",
                table: "change_requests",
                type: "TEXT",
                nullable: true);

            // What open requests ask for goes by the name that the label has now.
            migrationBuilder.Sql("UPDATE change_requests SET to_label = (SELECT name FROM labels WHERE labels.id = to_label_id)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "request_id",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "to_label",
                table: "change_requests");
        }
    }
}
