using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;

namespace MemberCare.Tests.Store;

/// <summary>Short words for what tests of the block list do again and again.</summary>
internal static class BlockLists
{
    /// <summary>A supervisor blocks a contact.</summary>
    public static Task<Outcome<BlockedContact>> BlockAsync(this TestStore store, string? value, string? reason = null, DateTimeOffset? expiresAt = null, TenantId? tenant = null) =>
        store.Get<ManageBlockList>().BlockAsync(new BlockRequest(value, Reason: reason, ExpiresAt: expiresAt), store.Actor(Role.Supervisor, tenant));

    /// <summary>A supervisor takes entries off.</summary>
    public static Task<Outcome<BlockListChange>> UnblockAsync(this TestStore store, IReadOnlyCollection<long> entries, string? reason = null) =>
        store.Get<ManageBlockList>().UnblockAsync(entries, reason, store.Actor(Role.Supervisor));

    /// <summary>Somebody is to become a customer.</summary>
    public static Task<Outcome<CustomerChange>> TryRegisterAsync(
        this TestStore store, string? mobile = null, string? email = null, string? overrideReason = null, Role by = Role.Supervisor, string name = "Tan Mei Ling", TenantId? tenant = null) =>
        store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(new RawDetails { Name = name, Mobile = mobile, Email = email }, null, overrideReason), store.Actor(by, tenant));

    /// <summary>The entries in force, the newest first.</summary>
    public static IReadOnlyList<BlockedContactView> Live(this TestStore store, TenantId? tenant = null) => store.Entries(BlockListState.Live, tenant);

    /// <summary>The entries of a state, the newest first.</summary>
    public static IReadOnlyList<BlockedContactView> Entries(this TestStore store, BlockListState state, TenantId? tenant = null) =>
        store.Get<ListBlockedContacts>().Run(new BlockListFilter(state), BlockListSort.Blocked, false, null, 200, store.Actor(Role.Supervisor, tenant)).Value.Items;
}
