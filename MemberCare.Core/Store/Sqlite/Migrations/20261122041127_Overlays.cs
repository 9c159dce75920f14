using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberCare.Core.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Overlays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "lock_after_failures",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 5);

            migrationBuilder.AddColumn<int>(
                name: "lock_hours",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<string>(
                name: "messages",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<DateOnly>(
                name: "birth_date",
                table: "customers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "do_not_contact",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "failed_sign_ins",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "login_locked_until",
                table: "customers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "blocked_contacts",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    tenant_id = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    blocked_by_id = table.Column<string>(type: "TEXT", nullable: false),
                    blocked_by = table.Column<string>(type: "TEXT", nullable: false),
                    blocked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    hits = table.Column<long>(type: "INTEGER", nullable: false),
                    last_hit_at = table.Column<long>(type: "INTEGER", nullable: true),
                    removed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    removed_by = table.Column<string>(type: "TEXT", nullable: true),
                    removal_reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blocked_contacts", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_events_refusals",
                table: "events",
                columns: new[] { "tenant_id", "customer_id", "sequence" },
                filter: "kind = 12");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_birth_date_name_key",
                table: "customers",
                columns: new[] { "tenant_id", "birth_date", "name_key" },
                filter: "birth_date IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_do_not_contact_id",
                table: "customers",
                columns: new[] { "tenant_id", "do_not_contact", "id" },
                filter: "do_not_contact = 1");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_login_locked_until_id",
                table: "customers",
                columns: new[] { "tenant_id", "login_locked_until", "id" },
                filter: "login_locked_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_blocked_contacts_past",
                table: "blocked_contacts",
                columns: new[] { "tenant_id", "kind", "key", "blocked_at" });

            migrationBuilder.CreateIndex(
                name: "IX_blocked_contacts_tenant_id_blocked_at_id",
                table: "blocked_contacts",
                columns: new[] { "tenant_id", "blocked_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_blocked_contacts_tenant_id_kind_key",
                table: "blocked_contacts",
                columns: new[] { "tenant_id", "kind", "key" },
                unique: true,
                filter: "removed_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "blocked_contacts");

            migrationBuilder.DropIndex(
                name: "IX_events_refusals",
                table: "events");

            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_birth_date_name_key",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_do_not_contact_id",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "IX_customers_tenant_id_login_locked_until_id",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "lock_after_failures",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "lock_hours",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "messages",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "birth_date",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "do_not_contact",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "failed_sign_ins",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "login_locked_until",
                table: "customers");
        }
    }
}
