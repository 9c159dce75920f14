using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using Bunit;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Web.Auth;

/// <summary>What an open window does about the end of its session, without a browser.</summary>
public sealed class OpenWindowTests : BunitContext, IAsyncLifetime
{
    private TestStore _store = null!;
    private StaffMember _person = null!;
    private ClaimsPrincipal _user = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        await _store.Get<CreateOrganisation>().AddStaffAsync(_store.Tenant, [("Ravi K.", [Role.Supervisor])]);
        _person = _store.Get<ActorDirectory>().Everybody().Single().Person;
        _user = _store.SignIn(_person);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData("session ended")]
    [InlineData("person disabled")]
    [InlineData("roles changed")]
    public async Task It_is_nobodys_within_five_seconds(string what)
    {
        using var window = await OpenAsync(_store.Get<ActorDirectory>());
        Assert.True(await IsSignedInAsync(window));
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        window.AuthenticationStateChanged += _ => left.TrySetResult();
        var clock = Stopwatch.StartNew();

        await LoseAsync(what);

        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(await IsSignedInAsync(window));

        // A look begins no later than an interval after the last, so that two fit; the machine of the test is given three times as long.
        Assert.True(StaffRevalidation.Interval * 2 <= TimeSpan.FromSeconds(5));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_store_out_of_reach_signs_nobody_out()
    {
        using var nowhere = new SqliteDatabase(Path.Combine(_store.Folder, "none", "membercare.db"));
        var faults = new Faults();
        using var window = await OpenAsync(new ActorDirectory(nowhere, TimeProvider.System), faults);

        await faults.Two.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(await IsSignedInAsync(window));
    }

    [Theory]
    [InlineData("session ended")]
    [InlineData("person disabled")]
    [InlineData("roles changed")]
    public async Task A_command_is_refused_at_once_and_does_not_wait_for_the_next_look(string what)
    {
        using var window = await OpenAsync(_store.Get<ActorDirectory>());
        var current = new CurrentActor(window, _store.Get<ActorDirectory>(), Services.GetRequiredService<NavigationManager>());
        var draft = new LabelDraft { Name = "Lost phone", Status = Core.Domain.Statuses.CustomerStatus.Suspended, Colour = "amber", Icon = "flag" };
        Assert.True((await current.GetAsync()).May(Permissions.ManageLabels));

        await LoseAsync(what);
        var refusal = (await _store.Get<ManageLabels>().CreateAsync(draft, await current.GetAsync())).Refusal;

        Assert.IsType<NotPermitted>(refusal);
        Assert.False(await IsSignedInAsync(window));
    }

    [Fact]
    public async Task A_page_that_is_no_window_yet_is_led_to_sign_in_and_back_to_where_it_was()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/customers?status=blocked");
        var current = new CurrentActor(new Somebody(_user), _store.Get<ActorDirectory>(), navigation);
        await LoseAsync("session ended");

        Assert.Equal(Permissions.None, (await current.GetAsync()).Permissions);

        Assert.EndsWith("/sign-in?return=%2Fcustomers%3Fstatus%3Dblocked", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_principal_without_a_session_or_with_somebody_elses_is_nobody()
    {
        var bare = CurrentActor.PrincipalOf(_store.Tenant, _person.Id, _person.Name);
        var foreign = CurrentActor.PrincipalOf(_store.OtherTenant, _person.Id, _person.Name);
        CurrentActor.Enter(foreign, CurrentActor.SessionOf(_user)!.Value);
        var outside = new ClaimsPrincipal(new ClaimsIdentity(_user.Claims));

        Assert.NotNull(CurrentActor.Find(_user, _store.Get<ActorDirectory>()));
        Assert.All([bare, foreign, outside], user => Assert.Null(CurrentActor.Find(user, _store.Get<ActorDirectory>())));
    }

    private static async Task<bool> IsSignedInAsync(AuthenticationStateProvider window) => (await window.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated == true;

    private async Task<StaffRevalidation> OpenAsync(ActorDirectory directory, ILoggerProvider? log = null)
    {
        var live = new LiveWindow();
        await live.OnCircuitOpenedAsync(null!, default);
        var window = new StaffRevalidation(LoggerFactory.Create(logging => logging.AddProvider(log ?? new Faults())), directory, live);
        window.SetAuthenticationState(Task.FromResult(new AuthenticationState(_user)));
        return window;
    }

    private async Task LoseAsync(string what)
    {
        var administrator = _store.Actor(Role.Administrator);
        switch (what)
        {
            case "session ended":
                Assert.Equal(1, (await _store.Get<KeepSessions>().EndAsync(_store.Tenant, CurrentActor.SessionOf(_user)!.Value)).Value);
                break;
            case "person disabled":
                Assert.Equal(1, (await _store.Get<ManageStaff>().DisableAsync(_person.Id, administrator)).Value);
                break;
            default:
                using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_store.Get<SqliteDatabase>().Path}"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = "UPDATE staff SET roles = '[3,4]'";
                    Assert.Equal(1, command.ExecuteNonQuery());
                }

                break;
        }
    }

    private sealed class Somebody(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }

    /// <summary>Counts what was noted as a fault.</summary>
    private sealed class Faults : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _noted = new();
        private readonly TaskCompletionSource _two = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Two => _two.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _noted.Enqueue(formatter(state, exception));
            if (_noted.Count >= 2)
            {
                _two.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
