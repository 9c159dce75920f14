using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations.Approvals;

/// <summary>Bulk changes that take two people.</summary>
public sealed class BatchApprovalTests : IAsyncLifetime
{
    private readonly SetTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly List<CustomerId> _customers = [];
    private TestStore _store = null!;
    private Actor _maker = null!;
    private Actor _checker = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        for (var i = 0; i < 4; i++)
        {
            _customers.Add((await _store.RegisterAsync($"Customer {i}")).Id);
        }

        _maker = await _store.StaffAsync("Mei", Role.Supervisor);
        _checker = await _store.StaffAsync("Farid", Role.Approver);
        await _store.AskForApprovalAsync(true);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_bulk_change_under_approval_freezes_its_list_and_checks_each_customer_again_when_it_runs()
    {
        var wish = new BulkWish(JobChoice.Ticked, _customers, LabelChoice.Named("Blocked"), "terms-breached", null);
        Assert.Equal((4, 4), _store.Get<ChangeMany>().Preview(wish, _maker).Value is var preview ? (preview.Changes, preview.NeedApproval) : default);

        var job = (await _store.Get<ChangeMany>().BeginAsync(wish, _maker)).Value;
        await _store.Get<RunJobs>().RunDueAsync();

        Assert.Equal(JobState.PendingApproval, Job(job.Id).State);
        var request = Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items);
        Assert.Equal((job.Id, 4, "Mei", "Blocked", CustomerStatus.Active), (request.Batch, request.Customers, request.MakerName, request.To!.Name, _store.StatusOf(_customers[0])));
        await _store.MoveAsync(_customers[3], "Suspended", _maker);

        Assert.Null((await _store.Get<DecideApproval>().ApproveAsync(request.Id, null, _checker)).Refusal);
        await _store.Get<RunJobs>().RunDueAsync();

        var done = Job(job.Id);
        Assert.Equal((JobState.Done, 3, 1), (done.State, done.Changed, done.Refused));
        Assert.Equal([CustomerStatus.Blocked, CustomerStatus.Blocked, CustomerStatus.Blocked, CustomerStatus.Suspended], _customers.Select(_store.StatusOf));
        var happened = _store.Events(_customers[0])[0];
        Assert.Equal((EventKind.StatusChanged, request.Id.ToString()), (happened.Kind, happened.Data[EventData.Request]));
    }

    [Theory]
    [InlineData(RequestState.Rejected)]
    [InlineData(RequestState.Withdrawn)]
    [InlineData(RequestState.Expired)]
    public async Task Where_nobody_agrees_the_job_ends_and_nothing_changes(RequestState end)
    {
        var job = (await _store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, _customers, LabelChoice.Named("Deleted"), "customer-request", null), _maker)).Value;
        var request = Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.Mine, null, 50, _maker).Value.Items).Id;

        var decide = _store.Get<DecideApproval>();
        switch (end)
        {
            case RequestState.Rejected:
                Assert.IsType<NotPermitted>((await decide.RejectAsync(request, "No", _maker)).Refusal);
                Assert.Null((await decide.RejectAsync(request, "Not these", _checker)).Refusal);
                break;
            case RequestState.Withdrawn:
                Assert.Null((await decide.WithdrawAsync(request, _maker)).Refusal);
                break;
            default:
                _time.Now += TimeSpan.FromHours(73);
                Assert.Equal(1, await _store.Get<ExpireRequests>().RunDueAsync());
                break;
        }

        await _store.Get<RunJobs>().RunDueAsync();
        Assert.Equal(JobState.Cancelled, Job(job.Id).State);
        Assert.All(_customers, customer => Assert.Equal(CustomerStatus.Active, _store.StatusOf(customer)));
    }

    [Fact]
    public async Task What_needs_nobody_runs_at_once_and_undoing_a_block_waits_for_one_approval_of_the_whole()
    {
        await _store.AskForApprovalAsync(false);
        var job = (await _store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, _customers, LabelChoice.Named("Blocked"), "terms-breached", null), _maker)).Value;
        await _store.Get<RunJobs>().RunDueAsync();
        Assert.Equal(JobState.Done, Job(job.Id).State);
        await _store.AskForApprovalAsync(true);

        var wish = new UndoWish(job.Id, null, "By mistake");
        Assert.Equal(4, _store.Get<ChangeMany>().PreviewUndo(wish, _maker).Value.NeedApproval);
        var undo = (await _store.Get<ChangeMany>().BeginUndoAsync(wish, _maker)).Value;
        await _store.Get<RunJobs>().RunDueAsync();

        Assert.Equal(JobState.PendingApproval, Job(undo.Id).State);
        Assert.All(_customers, customer => Assert.Equal(CustomerStatus.Blocked, _store.StatusOf(customer)));
        var request = Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items);
        Assert.Equal((undo.Id, 4, null, "By mistake"), (request.Batch, request.Customers, request.To, request.Reason));
        Assert.IsType<UndoneAlready>((await _store.Get<ChangeMany>().BeginUndoAsync(wish, _maker)).Refusal);

        Assert.Null((await _store.Get<DecideApproval>().ApproveAsync(request.Id, null, _checker)).Refusal);
        await _store.Get<RunJobs>().RunDueAsync();

        Assert.Equal((JobState.Done, 4, 0), Job(undo.Id) is var done ? (done.State, done.Changed, done.Refused) : default);
        Assert.All(_customers, customer => Assert.Equal(CustomerStatus.Active, _store.StatusOf(customer)));
    }

    [Fact]
    public async Task Undoing_so_many_waits_for_approval_though_none_of_them_would_alone()
    {
        var many = new List<CustomerId>();
        for (var i = 0; i < ApprovalPolicy.Default.BulkFrom; i++)
        {
            many.Add((await _store.RegisterAsync($"Another {i}")).Id);
        }

        await _store.AskForApprovalAsync(false);
        var job = (await _store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, many, LabelChoice.Named("Suspended"), "lost-phone", null), _maker)).Value;
        await _store.Get<RunJobs>().RunDueAsync();
        await _store.AskForApprovalAsync(true);

        var undo = (await _store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job.Id, null, "By mistake"), _maker)).Value;

        Assert.Equal(JobState.PendingApproval, undo.State);
        Assert.Equal(many.Count, Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items).Customers);
    }

    [Fact]
    public async Task Whoever_decides_about_a_list_may_see_who_is_on_it()
    {
        var job = (await _store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, _customers, LabelChoice.Named("Blocked"), "terms-breached", null), _maker)).Value;
        using var file = new MemoryStream();

        Assert.Equal(4, (await _store.Get<ExportJobResults>().RunAsync(job.Id, file, _checker)).Value);
        Assert.IsType<NotPermitted>((await _store.Get<ExportJobResults>().RunAsync(job.Id, file, _store.Actor(Role.Agent))).Refusal);
    }

    private Job Job(Guid id)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return scope.Db.Jobs.Single(job => job.Id == id);
    }
}
