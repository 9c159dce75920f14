using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Activities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "activities",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    client = table.Column<string>(type: "TEXT", nullable: false),
                    client_name = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    earned = table.Column<int>(type: "INTEGER", nullable: true),
                    customer_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    other_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    clock = table.Column<int>(type: "INTEGER", nullable: false),
                    claimed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    amount = table.Column<string>(type: "TEXT", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    points = table.Column<long>(type: "INTEGER", nullable: true),
                    withheld = table.Column<long>(type: "INTEGER", nullable: true),
                    coupon = table.Column<string>(type: "TEXT", nullable: true),
                    place = table.Column<string>(type: "TEXT", nullable: true),
                    via = table.Column<int>(type: "INTEGER", nullable: true),
                    effect = table.Column<int>(type: "INTEGER", nullable: false),
                    layer = table.Column<int>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    side = table.Column<int>(type: "INTEGER", nullable: false),
                    awards = table.Column<bool>(type: "INTEGER", nullable: false),
                    counts = table.Column<bool>(type: "INTEGER", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    @override = table.Column<string>(name: "override", type: "TEXT", nullable: true),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activities", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "activity_days",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    effect = table.Column<int>(type: "INTEGER", nullable: false),
                    counts = table.Column<bool>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    points = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_activity_days", x => new { x.tenant_id, x.day, x.kind, x.effect, x.counts, x.currency })
                .Annotation(WithoutRowId.Mark, true);
                });

            migrationBuilder.CreateTable(
                name: "audiences",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    campaign = table.Column<string>(type: "TEXT", nullable: false),
                    drawn_at = table.Column<long>(type: "INTEGER", nullable: false),
                    drawn_by_id = table.Column<string>(type: "TEXT", nullable: false),
                    drawn_by = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audiences", x => new { x.tenant_id, x.campaign })
                .Annotation(WithoutRowId.Mark, true);
                });

            migrationBuilder.CreateIndex(
                name: "IX_events_standings",
                table: "events",
                columns: new[] { "tenant_id", "customer_id", "sequence" },
                filter: "kind IN (2, 3, 9, 10, 11)");

            migrationBuilder.CreateIndex(
                name: "IX_activities_remarkable",
                table: "activities",
                columns: new[] { "tenant_id", "effect", "at", "position" },
                filter: "effect <> 0");

            migrationBuilder.CreateIndex(
                name: "IX_activities_tenant_id_at_position",
                table: "activities",
                columns: new[] { "tenant_id", "at", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_activities_tenant_id_client_id",
                table: "activities",
                columns: new[] { "tenant_id", "client", "id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_activities_tenant_id_customer_id_at_position",
                table: "activities",
                columns: new[] { "tenant_id", "customer_id", "at", "position" },
                filter: "customer_id IS NOT NULL");

            // What was reported and what came of it stays as it was, whoever writes: only own words can be blanked, which erasing a person needs.
            migrationBuilder.Sql(
                "CREATE TRIGGER activities_are_never_removed BEFORE DELETE ON activities BEGIN SELECT RAISE(ABORT, 'activities are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER activities_are_never_edited BEFORE UPDATE OF position, tenant_id, client, client_name, id, hash, kind, earned, customer_id, other_id, at, received_at, "
                + "clock, claimed_at, amount, currency, points, withheld, coupon, place, via, effect, layer, until, side, awards, counts, message, sequence ON activities "
                + "BEGIN SELECT RAISE(ABORT, 'activities are never edited'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER audiences_are_never_removed BEFORE DELETE ON audiences BEGIN SELECT RAISE(ABORT, 'audiences are never removed'); END;");
            migrationBuilder.Sql(
                "CREATE TRIGGER audiences_are_never_edited BEFORE UPDATE ON audiences BEGIN SELECT RAISE(ABORT, 'audiences are never edited'); END;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "activity_days");

            migrationBuilder.DropTable(
                name: "audiences");

            migrationBuilder.DropIndex(
                name: "IX_events_standings",
                table: "events");
        }
    }
}
