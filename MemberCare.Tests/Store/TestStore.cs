using System.Net;
using MemberCare.Core;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Tests.Store;

/// <summary>The whole core over a fresh SQLite file in a folder of its own, with two organisations. Gone when disposed.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;
    private bool _isGuest;

    private TestStore(string folder, TimeProvider time)
    {
        (Folder, _time) = (folder, time);
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(new TargetRules(AllowHttp: true, [IPNetwork.Parse("127.0.0.0/8")]));
        services.AddMemberCareCore(Path.Combine(folder, "membercare.db"));
        _services = services.BuildServiceProvider();
    }

    /// <summary>The folder of the file, for what else a test writes.</summary>
    public string Folder { get; }

    /// <summary>A Malaysian organisation.</summary>
    public TenantId Tenant { get; private set; }

    /// <summary>Another one, with the same settings.</summary>
    public TenantId OtherTenant { get; private set; }

    /// <summary>A fresh store without any organisation.</summary>
    public static Task<TestStore> OpenEmptyAsync(TimeProvider? time = null)
    {
        var store = new TestStore(Directory.CreateTempSubdirectory("membercare-test-").FullName, time ?? TimeProvider.System);
        store.Get<SqliteDatabase>().Migrate();
        return Task.FromResult(store);
    }

    /// <summary>A fresh store.</summary>
    public static async Task<TestStore> OpenAsync(TimeProvider? time = null)
    {
        var store = await OpenEmptyAsync(time);
        store.Tenant = (await store.Get<CreateOrganisation>().RunAsync("kopi-house", "Kopi House", "MY")).Value;
        store.OtherTenant = (await store.Get<CreateOrganisation>().RunAsync("teh-house", "Teh House", "MY")).Value;
        return store;
    }

    /// <summary>The core over what lies in a folder already. It leaves the folder as it is when disposed.</summary>
    public static TestStore Reopen(string folder)
    {
        var store = new TestStore(folder, TimeProvider.System) { _isGuest = true };
        store.Get<SqliteDatabase>().Migrate();
        store.Tenant = store.Get<CreateOrganisation>().Find("kopi-house")!.Value;
        return store;
    }

    /// <summary>A second core over the same file, as another process has it. Dispose it before this one.</summary>
    public TestStore Another() => new(Folder, _time) { Tenant = Tenant, OtherTenant = OtherTenant, _isGuest = true };

    /// <summary>A part of the core.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody at the console with a role, in <see cref="Tenant"/> unless said otherwise.</summary>
    public Actor Actor(Role role, TenantId? tenant = null) =>
        new(ActorKind.Person, role.ToString(), $"{role} of the test", tenant ?? Tenant, Grants.Of(role), Channel.Console);

    /// <summary>Registers a customer and returns it; throws where it is refused. Without any identifier the customer gets an external id of its own.</summary>
    public async Task<Customer> RegisterAsync(
        string name, string? mobile = null, string? email = null, string? externalId = null, string? card = null, TenantId? tenant = null)
    {
        externalId ??= mobile is null && email is null && card is null ? Guid.NewGuid().ToString("N") : null;
        var details = new RawDetails { Name = name, Mobile = mobile, Email = email, ExternalId = externalId, CardNumber = card };
        return (await Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), Actor(Role.Agent, tenant))).Value.Customer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (!_isGuest)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
