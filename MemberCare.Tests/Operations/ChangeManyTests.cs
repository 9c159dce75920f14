using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Operations;

public sealed class ChangeManyTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private Actor Supervisor => _store.Actor(Role.Supervisor);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_bulk_change_gives_each_customer_an_event_that_names_the_batch_and_its_maker()
    {
        var customers = await RegisterAsync(3);

        var job = await RunAsync(Wish(customers, "Suspended"));

        Assert.Equal((JobState.Done, 3, 0), (job.State, job.Changed, job.Refused));
        foreach (var customer in customers)
        {
            var happened = Timeline(customer)[^1];
            Assert.Equal((EventKind.StatusChanged, job.Id, "Supervisor of the test", "lost-phone"), (happened.Kind, happened.BatchId, happened.ActorName, happened.ReasonCode));
            Assert.Null(EventChain.FirstBreak(Timeline(customer)));
        }

        Assert.Equal((0L, 3L), (Counted(CustomerStatus.Active), Counted(CustomerStatus.Suspended)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_preview_says_what_comes_to_pass_whatever_the_customers_and_the_label(int seed)
    {
        var random = new Random(seed);
        await ManyCustomers.AddLabelsAsync(_store, _store.Tenant);
        await ManyCustomers.AddAsync(_store, _store.Tenant, 150, random);
        var filter = new CustomerFilter { Status = random.Next(2) == 0 ? null : CustomerStatus.Active };
        var customers = _store.Get<ChooseCustomers>().Run(filter, Supervisor).Value.Append(CustomerId.New(ManyCustomers.Now)).ToList();
        var labels = _store.Get<Catalogues>().Of(_store.Tenant).Labels;
        var wish = new BulkWish(JobChoice.Filter, customers, LabelChoice.Of(labels[random.Next(labels.Count)].Id), null, "Tidying up.");

        var preview = _store.Get<ChangeMany>().Preview(wish, Supervisor).Value;
        var job = await RunAsync(wish);

        Assert.Equal((preview.Total, preview.Changes), (job.Total, job.Changed));
        var refusals = _store.Get<ReadJobs>().Refusals(job.Id, Supervisor).Value;
        Assert.Equal(
            preview.Refused.Select(refusal => (refusal.Code, refusal.Why, refusal.Count)).Order(), refusals.Select(refusal => (refusal.Code, refusal.Why, refusal.Count)).Order());
    }

    [Fact]
    public async Task A_customer_deleted_between_preview_and_run_is_refused_in_the_result_list_and_not_lost()
    {
        var customers = await RegisterAsync(3);
        var job = (await _store.Get<ChangeMany>().BeginAsync(Wish(customers, "Suspended"), Supervisor)).Value;
        Assert.Null((await ChangeAsync(customers[1], "Deleted")).Refusal);

        await _store.Get<RunJobs>().RunDueAsync();

        var lines = await ResultsAsync(job.Id);
        Assert.Equal(3, lines.Count);
        var refused = Assert.Single(lines, line => line.Contains(",refused,", StringComparison.Ordinal));
        Assert.StartsWith(customers[1].ToString(), refused, StringComparison.Ordinal);
        Assert.Contains("A deleted customer stays deleted.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_begins_where_it_stopped_after_a_restart_and_two_processes_at_it_do_nothing_twice()
    {
        var customers = await RegisterAsync(240);
        var job = (await _store.Get<ChangeMany>().BeginAsync(Wish(customers, "Suspended"), Supervisor)).Value;
        await _store.Get<RunJobs>().StretchAsync(_store.Tenant, job.Id, TimeSpan.Zero);
        Assert.InRange(Read(job.Id).Worked, 1, 100);

        await using (var first = _store.Another())
        await using (var second = _store.Another())
        {
            await Task.WhenAll(first.Get<RunJobs>().RunDueAsync(), second.Get<RunJobs>().RunDueAsync(), _store.Get<RunJobs>().RunDueAsync());
        }

        Assert.Equal((JobState.Done, 240, 0), (Read(job.Id).State, Read(job.Id).Changed, Read(job.Id).Refused));
        Assert.All(customers, customer => Assert.Equal([EventKind.Registered, EventKind.StatusChanged], Timeline(customer).Select(happened => happened.Kind)));
    }

    [Fact]
    public async Task A_paused_job_stands_still_a_resumed_one_goes_on_and_a_cancelled_one_keeps_what_it_did()
    {
        var customers = await RegisterAsync(120);
        var (manage, run) = (_store.Get<ManageJobs>(), _store.Get<RunJobs>());
        var job = (await _store.Get<ChangeMany>().BeginAsync(Wish(customers, "Suspended"), Supervisor)).Value;
        await run.StretchAsync(_store.Tenant, job.Id, TimeSpan.Zero);
        Assert.Equal(JobState.Paused, (await manage.PauseAsync(job.Id, Supervisor)).Value.State);
        var worked = Read(job.Id).Worked;

        await run.RunDueAsync();
        Assert.Equal(worked, Read(job.Id).Worked);

        Assert.Equal(JobState.Running, (await manage.ResumeAsync(job.Id, Supervisor)).Value.State);
        await run.StretchAsync(_store.Tenant, job.Id, TimeSpan.Zero);
        Assert.Equal(2 * worked, Read(job.Id).Worked);

        Assert.Equal(JobState.Cancelled, (await manage.CancelAsync(job.Id, Supervisor)).Value.State);
        await run.RunDueAsync();
        Assert.Equal(2 * worked, Read(job.Id).Changed);
        Assert.Equal(120 - 2 * worked, (await ResultsAsync(job.Id)).Count(line => line.Contains("not reached", StringComparison.Ordinal)));
        Assert.IsType<JobNotSo>((await manage.ResumeAsync(job.Id, Supervisor)).Refusal);
        Assert.IsType<JobNotSo>((await manage.PauseAsync(job.Id, Supervisor)).Refusal);
    }

    [Fact]
    public async Task Undoing_a_batch_leaves_out_customers_changed_since_and_says_which()
    {
        var customers = await RegisterAsync(4);
        await ChangeAsync(customers[0], "Suspended");
        var job = await RunAsync(Wish(customers, "Fraud suspected"));
        Assert.Equal(4, job.Changed);

        // One was changed since, another came back to the same label by way of two changes.
        await ChangeAsync(customers[1], "Active");
        await ChangeAsync(customers[2], "Active");
        await ChangeAsync(customers[2], "Fraud suspected");
        var wish = new UndoWish(job.Id, null, "The wrong list.");
        var preview = _store.Get<ChangeMany>().PreviewUndo(wish, Supervisor).Value;
        Assert.Equal((4, 2, 2), (preview.Total, preview.Changes, Assert.Single(preview.Refused).Count));

        var undo = (await _store.Get<ChangeMany>().BeginUndoAsync(wish, Supervisor)).Value;
        await _store.Get<RunJobs>().RunDueAsync();

        undo = Read(undo.Id);
        Assert.Equal((JobState.Done, 2, 2, (Guid?)job.Id), (undo.State, undo.Changed, undo.Refused, undo.Undoes));
        Assert.Equal(["Suspended", "Active", "Fraud suspected", "Active"], customers.Select(LabelOf));
        Assert.Equal(("The wrong list.", undo.Id), (Timeline(customers[0])[^1].Note, Timeline(customers[0])[^1].BatchId));
        var left = (await ResultsAsync(undo.Id)).Where(line => line.Contains("changed-since", StringComparison.Ordinal)).Select(line => line[..36]);
        Assert.Equal([customers[1].ToString(), customers[2].ToString()], left.Order());
        Assert.Equal(new UndoneAlready(undo.Id), (await _store.Get<ChangeMany>().BeginUndoAsync(wish, Supervisor)).Refusal);
    }

    [Fact]
    public async Task Undoing_a_batch_gives_temporary_standings_the_rest_of_their_time_back()
    {
        var customers = await RegisterAsync(2);
        var until = DateTimeOffset.UtcNow.AddDays(2);
        var suspended = new ChangeStatusRequest(customers[0], LabelChoice.Named("Suspended"), null, "By hand.", null, null) { Until = until };
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(suspended, Supervisor)).Refusal);
        var job = await RunAsync(Wish(customers, "Fraud suspected"));
        Assert.Empty(Planned(customers[0]));

        await _store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job.Id, null, "The wrong list."), Supervisor);
        await _store.Get<RunJobs>().RunDueAsync();

        Assert.Equal(["Suspended", "Active"], customers.Select(LabelOf));
        Assert.Equal(("Active", until.ToUnixTimeMilliseconds()), Assert.Single(Planned(customers[0])) is var plan ? (plan.To.Name, plan.DueAt.ToUnixTimeMilliseconds()) : default);
        Assert.Empty(Planned(customers[1]));
    }

    [Fact]
    public async Task An_undo_wants_a_reason_and_a_job_that_is_over_and_changed_somebody()
    {
        var customers = await RegisterAsync(2);
        var many = _store.Get<ChangeMany>();
        var job = (await many.BeginAsync(Wish(customers, "Suspended"), Supervisor)).Value;
        Assert.IsType<JobNotOver>(many.PreviewUndo(new UndoWish(job.Id, null, "Wrong."), Supervisor).Refusal);
        await _store.Get<RunJobs>().RunDueAsync();

        Assert.IsType<InvalidInput>((await many.BeginUndoAsync(new UndoWish(job.Id, null, "  "), Supervisor)).Refusal);
        Assert.Equal(new NotFound("job"), (await many.BeginUndoAsync(new UndoWish(Guid.NewGuid(), null, "Wrong."), Supervisor)).Refusal);
        var nobody = await RunAsync(Wish(customers, "Suspended"));
        Assert.Equal(2, nobody.Refused);
        Assert.IsType<NothingToUndo>((await many.BeginUndoAsync(new UndoWish(nobody.Id, null, "Wrong."), Supervisor)).Refusal);
    }

    [Fact]
    public async Task Customers_of_another_organisation_are_nobody_and_its_people_see_no_job_of_this_one()
    {
        var foreign = await _store.RegisterAsync("Tan Sarah", tenant: _store.OtherTenant);
        var own = await RegisterAsync(1);

        var job = await RunAsync(Wish([.. own, foreign.Id], "Suspended"));

        Assert.Equal((1, 1), (job.Changed, job.Refused));
        Assert.Contains(await ResultsAsync(job.Id), line => line.StartsWith(foreign.Id.ToString(), StringComparison.Ordinal) && line.Contains("not-found", StringComparison.Ordinal));
        Assert.DoesNotContain(await ResultsAsync(job.Id), line => line.Contains("Tan Sarah", StringComparison.Ordinal));
        var stranger = _store.Actor(Role.Supervisor, _store.OtherTenant);
        Assert.Equal(CustomerStatus.Active, _store.Get<ReadCustomer>().Run(foreign.Id, stranger).Value.Status);
        Assert.Equal(new NotFound("job"), _store.Get<ReadJobs>().One(job.Id, stranger).Refusal);
        Assert.Equal(new NotFound("job"), (await _store.Get<ManageJobs>().CancelAsync(job.Id, stranger)).Refusal);
        Assert.Equal(new NotFound("job"), (await _store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job.Id, null, "Mine."), stranger)).Refusal);
        Assert.Empty(_store.Get<ReadJobs>().Newest(null, 10, stranger).Value);
    }

    [Fact]
    public async Task An_agent_changes_one_customer_at_a_time_and_whoever_may_not_block_blocks_nobody_in_bulk()
    {
        var customers = await RegisterAsync(2);
        Assert.Equal(new NotPermitted(Permissions.ChangeMany), (await _store.Get<ChangeMany>().BeginAsync(Wish(customers, "Suspended"), _store.Actor(Role.Agent))).Refusal);

        var clerk = Supervisor with { Permissions = Supervisor.Permissions & ~Permissions.StartBlock };
        var job = (await _store.Get<ChangeMany>().BeginAsync(Wish(customers, "Blocked"), clerk)).Value;
        await _store.Get<RunJobs>().RunDueAsync();
        Assert.Equal((0, 2), (Read(job.Id).Changed, Read(job.Id).Refused));
    }

    [Fact]
    public async Task The_same_wish_with_the_same_key_makes_one_job()
    {
        var customers = await RegisterAsync(2);
        var many = _store.Get<ChangeMany>();
        var wish = Wish(customers, "Suspended") with { IdempotencyKey = "once" };

        var first = (await many.BeginAsync(wish, Supervisor)).Value;
        await _store.Get<RunJobs>().RunDueAsync();
        Assert.Equal(first.Id, (await many.BeginAsync(wish, Supervisor)).Value.Id);
        Assert.IsType<IdempotencyKeyReused>((await many.BeginAsync(wish with { Note = "Other words." }, Supervisor)).Refusal);
        Assert.Single(_store.Get<ReadJobs>().Newest(null, 10, Supervisor).Value);
    }

    [Fact]
    public async Task Jobs_are_read_newest_first_page_by_page()
    {
        var customers = await RegisterAsync(1);
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await RunAsync(Wish(customers, i % 2 == 0 ? "Suspended" : "Active"))).Id);
        }

        var read = _store.Get<ReadJobs>();
        var first = read.Newest(null, 3, Supervisor).Value;
        var second = read.Newest(first[^1].Job.Id, 3, Supervisor).Value;
        Assert.Equal(made.AsEnumerable().Reverse().ToList(), first.Concat(second).Select(view => view.Job.Id));
    }

    [Fact]
    public async Task What_no_customer_could_pass_is_refused_before_a_job_is_made()
    {
        var customers = await RegisterAsync(1);
        var many = _store.Get<ChangeMany>();
        Assert.IsType<NobodyChosen>((await many.BeginAsync(Wish([], "Suspended"), Supervisor)).Refusal);
        Assert.IsType<InvalidInput>((await many.BeginAsync(Wish(customers, "No such label"), Supervisor)).Refusal);
        Assert.IsType<ReasonMissing>((await many.BeginAsync(Wish(customers, "Suspended") with { ReasonCode = null }, Supervisor)).Refusal);
        Assert.IsType<TooManyChosen>(many.Preview(
            Wish([.. Enumerable.Range(0, Job.MostCustomers + 1).Select(_ => CustomerId.New(ManyCustomers.Now))], "Suspended"), Supervisor).Refusal);
        Assert.Empty(_store.Get<ReadJobs>().Newest(null, 10, Supervisor).Value);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Whatever_happens_in_whatever_order_each_listed_customer_is_done_with_once_and_every_chain_is_whole(int seed)
    {
        var random = new Random(seed);
        await ManyCustomers.AddLabelsAsync(_store, _store.Tenant);
        await ManyCustomers.AddAsync(_store, _store.Tenant, 200, random);
        var everybody = _store.Get<ChooseCustomers>().Run(new CustomerFilter(), Supervisor).Value;
        string[] labels = ["Active", "Suspended", "Lost phone", "Regular", "Fraud suspected", "Deleted"];
        var jobs = new List<Guid>();
        for (var i = 0; i < 120; i++)
        {
            var job = jobs.Count == 0 ? Guid.Empty : jobs[random.Next(jobs.Count)];
            switch (random.Next(9))
            {
                case 0:
                    Made(await _store.Get<ChangeMany>().BeginAsync(
                        Wish([.. everybody.Where(_ => random.Next(2) == 0).Append(everybody[0])], labels[random.Next(5)]), Supervisor));
                    break;
                case 1:
                    Made(await _store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job, null, "Undone."), Supervisor));
                    break;
                case 2:
                    await _store.Get<ManageJobs>().PauseAsync(job, Supervisor);
                    break;
                case 3:
                    await _store.Get<ManageJobs>().ResumeAsync(job, Supervisor);
                    break;
                case 4 when random.Next(3) == 0:
                    await _store.Get<ManageJobs>().CancelAsync(job, Supervisor);
                    break;
                case 5:
                    await ChangeAsync(everybody[random.Next(everybody.Count)], labels[random.Next(labels.Length)]);
                    break;
                default:
                    await _store.Get<RunJobs>().StretchAsync(_store.Tenant, job, TimeSpan.Zero);
                    break;
            }
        }

        foreach (var job in jobs)
        {
            await _store.Get<ManageJobs>().ResumeAsync(job, Supervisor);
        }

        await _store.Get<RunJobs>().RunDueAsync();

        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        foreach (var id in jobs)
        {
            var job = Read(id);
            Assert.True(job.IsOver);
            var results = scope.Db.JobResults.AsNoTracking().Where(result => result.JobId == id).ToList();
            Assert.Equal((job.Changed, job.Refused), (results.Count(result => result.Sequence is not null), results.Count(result => result.Sequence is null)));
            Assert.Equal(job.State == JobState.Done ? job.Total : job.Worked, results.Count);
            var batch = scope.Db.Events.AsNoTracking().Where(happened => happened.BatchId == id).Select(happened => new { happened.CustomerId, happened.Sequence }).ToList();
            Assert.Equal(
                results.Where(result => result.Sequence is not null).Select(result => (result.CustomerId.Value, result.Sequence!.Value)).Order(),
                batch.Select(happened => (happened.CustomerId.Value, happened.Sequence)).Order());
        }

        foreach (var customer in scope.Db.Customers.AsNoTracking())
        {
            var events = Timeline(customer.Id);
            Assert.Null(EventChain.FirstBreak(events));
            Assert.Equal(customer.LabelId, events.Last(happened => happened.ToLabelId is not null).ToLabelId);
        }

        foreach (var label in _store.Get<Catalogues>().Of(_store.Tenant).Labels)
        {
            Assert.Equal(scope.Db.Customers.Count(customer => customer.LabelId == label.Id), scope.Db.LabelCounts.SingleOrDefault(count => count.LabelId == label.Id)?.Customers ?? 0);
        }

        void Made(Outcome<Job> outcome)
        {
            if (outcome.TryGet(out var made, out _))
            {
                jobs.Add(made.Id);
            }
        }
    }

    [Fact]
    public async Task All_of_a_filter_are_those_whom_the_list_shows()
    {
        await ManyCustomers.AddLabelsAsync(_store, _store.Tenant);
        await ManyCustomers.AddAsync(_store, _store.Tenant, 150, new Random(5));
        foreach (var filter in new[]
        {
            new CustomerFilter(), new CustomerFilter { Status = CustomerStatus.Suspended }, new CustomerFilter { Source = "app" }, new CustomerFilter { Query = "siti" },
            new CustomerFilter { Inactive = true }, new CustomerFilter { Overlay = CustomerOverlay.DoNotContact, Status = CustomerStatus.Active },
        })
        {
            var shown = _store.Get<ListCustomers>().Run(filter, CustomerSort.Name, false, null, 200, Supervisor).Value;
            Assert.Equal(shown.Items.Select(item => item.Id.Value).Order(), _store.Get<ChooseCustomers>().Run(filter, Supervisor).Value.Select(id => id.Value).Order());
        }
    }

    private BulkWish Wish(IReadOnlyList<CustomerId> customers, string label) =>
        new(JobChoice.Ticked, customers, LabelChoice.Named(label), label is "Suspended" ? "lost-phone" : null, label is "Suspended" ? null : "Tidying up.");

    private async Task<Job> RunAsync(BulkWish wish)
    {
        var job = (await _store.Get<ChangeMany>().BeginAsync(wish, Supervisor)).Value;
        await _store.Get<RunJobs>().RunDueAsync();
        return Read(job.Id);
    }

    private Job Read(Guid id) => _store.Get<ReadJobs>().One(id, Supervisor).Value.Job;

    private Task<Outcome<CustomerChange>> ChangeAsync(CustomerId customer, string label) => _store.Get<ChangeStatus>().RunAsync(
        new ChangeStatusRequest(customer, LabelChoice.Named(label), null, "By hand.", null, null), Supervisor);

    private async Task<List<CustomerId>> RegisterAsync(int count)
    {
        var added = await _store.Get<Writer>().RunAsync<List<CustomerId>>(_store.Tenant, transaction =>
        {
            var ids = new List<CustomerId>();
            for (var i = 0; i < count; i++)
            {
                var details = CustomerDetails.Read(new RawDetails { Name = $"Customer {i}", ExternalId = $"B-{i}" }, "MY", transaction.Now).Value;
                var (customer, happened) = Customer.Register(
                    CustomerId.New(transaction.Now.AddMilliseconds(i)), transaction.Tenant, details, transaction.Catalogue.SystemLabel(CustomerStatus.Active), Supervisor, transaction.Now);
                transaction.Add(customer, happened);
                ids.Add(customer.Id);
            }

            return ids;
        });
        return added.Value;
    }

    private List<CustomerEvent> Timeline(CustomerId customer)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Events.AsNoTracking().Where(happened => happened.CustomerId == customer).OrderBy(happened => happened.Sequence)];
    }

    private string LabelOf(CustomerId customer) => _store.Get<ReadCustomer>().Run(customer, Supervisor).Value.Label.Name;

    private IReadOnlyList<PlanView> Planned(CustomerId customer) => _store.Get<ReadPlans>().OfCustomer(customer, Supervisor).Value;

    private long Counted(CustomerStatus status) => _store.Get<CountCustomers>().Run(Supervisor).Value.ByStatus[status];

    private async Task<List<string>> ResultsAsync(Guid job)
    {
        using var file = new MemoryStream();
        Assert.Null((await _store.Get<ExportJobResults>().RunAsync(job, file, Supervisor)).Refusal);
        return [.. Encoding.UTF8.GetString(file.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
