using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Files of customers, good and bad.</summary>
public sealed class ImportCustomersTests : IAsyncLifetime
{
    private TestStore _store = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Columns_stand_in_any_order_and_spelling_and_unknown_ones_are_named_once_and_left_out()
    {
        var (summary, rejected) = await LoadAsync(
            """
            Label,CARD NUMBER,shoe size,E-Mail,Name,registered at,External_ID,mobile,source,last-activity-at,status
            ,6278 0001,42,Sarah@Mail.example,Sarah Tan,2024-03-05,E-1,012-345 6789,shop,2025-01-02T03:04:05+08:00,
            ,,41,,Ravi Kumar,,E-2,,,,
            """);

        Assert.Empty(rejected);
        Assert.Equal((2, 2), (summary.Lines, summary.Registered));
        Assert.Equal(["shoe size"], summary.UnknownColumns);
        var sarah = Single("E-1");
        Assert.Equal(("Sarah Tan", "012-345 6789", "+60123456789"), (sarah.Name, sarah.Mobile, sarah.MobileKey));
        Assert.Equal(("Sarah@Mail.example", "6278 0001", "shop"), (sarah.Email, sarah.CardNumber, sarah.Source));
        Assert.Equal(new DateTimeOffset(2024, 3, 5, 0, 0, 0, TimeSpan.Zero), sarah.RegisteredAt);
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 19, 4, 5, TimeSpan.Zero), sarah.LastActivityAt);
        Assert.Equal(CustomerStatus.Active, sarah.Status);
    }

    [Theory]
    [InlineData("mobile,email\n012-345 6789,a@b.example\n", "“name”")]
    [InlineData("name,source\nSarah,shop\n", "identifier")]
    [InlineData("name;mobile\nSarah;012-345 6789\n", "commas")]
    [InlineData("name,mobile,Mobile\n", "twice")]
    [InlineData("", "empty")]
    [InlineData("\"name,mobile\n", "quotation mark")]
    public async Task A_header_of_which_nothing_can_be_made_refuses_the_file_and_says_why(string content, string word)
    {
        var refusal = (await RunAsync(Encoding.UTF8.GetBytes(content))).Outcome.Refusal;

        Assert.IsType<InvalidInput>(refusal);
        Assert.Contains(word, refusal.Sentence, StringComparison.Ordinal);
        Assert.Empty(All());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UTF_8_is_read_with_and_without_a_byte_order_mark(bool mark)
    {
        var (summary, _) = await LoadAsync("name,email\nJürgen Müller 王小明 😀,j@mail.example\n", new UTF8Encoding(mark));

        Assert.Equal(1, summary.Registered);
        Assert.Equal("Jürgen Müller 王小明 😀", Assert.Single(All()).Name);
    }

    [Fact]
    public async Task UTF_16_refuses_the_file_and_says_how_to_save_it()
    {
        foreach (var encoding in new Encoding[] { new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false) })
        {
            var refusal = (await RunAsync([.. encoding.GetPreamble(), .. encoding.GetBytes("name,email\nSarah,s@mail.example\n")])).Outcome.Refusal;

            Assert.Contains("UTF-8", Assert.IsType<InvalidInput>(refusal).Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_byte_of_another_encoding_rejects_its_line_alone()
    {
        var bytes = Encoding.Latin1.GetBytes("name,email\nAnna,a@mail.example\nMüller,m@mail.example\nZoe,z@mail.example\n");

        var (outcome, rejected) = await RunAsync(bytes);

        Assert.Equal((2, 1), (outcome.Value.Registered, outcome.Value.Rejected));
        var fault = Assert.Single(rejected);
        Assert.Equal((3, "line"), (fault.Line, fault.Field));
        Assert.Contains("UTF-8", fault.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Anna,a@mail.example")]
    [InlineData("An\"na,a@mail.example")]
    [InlineData("\"Anna\"x,a@mail.example")]
    public async Task A_broken_quote_rejects_its_line_with_the_number_and_the_next_line_is_read(string broken)
    {
        var (summary, rejected) = await LoadAsync($"name,email\nZoe,z@mail.example\n{broken}\n\"Ben \"\"the\"\" Lee\",b@mail.example\nCleo,c@mail.example\n");

        Assert.Equal((3, 1), (summary.Registered, summary.Rejected));
        Assert.Equal((3L, "line"), (rejected.Single().Line, rejected.Single().Field));
        Assert.Equal(["Ben \"the\" Lee", "Cleo", "Zoe"], All().Select(customer => customer.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_quote_that_opens_on_the_last_line_rejects_that_line()
    {
        var (summary, rejected) = await LoadAsync("name,email\nZoe,z@mail.example\n\"Anna,a@mail.example");

        Assert.Equal((1, 1), (summary.Registered, summary.Rejected));
        Assert.Equal(3, rejected.Single().Line);
    }

    [Fact]
    public async Task Quoted_fields_hold_commas_and_doubled_quotes_and_lines_end_either_way()
    {
        var (summary, rejected) = await LoadAsync("\"name\",\"email\"\r\n\"Tan, Sarah\",s@mail.example\r\n\r\n\"Say \"\"hi\"\"\",\"h@mail.example\"\n");

        Assert.Empty(rejected);
        Assert.Equal(2, summary.Lines);
        Assert.Equal(["Say \"hi\"", "Tan, Sarah"], All().Select(customer => customer.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_break_in_a_column_that_means_nothing_here_does_no_harm_and_line_numbers_go_on_counting()
    {
        var (summary, rejected) = await LoadAsync("name,address,email\nAnna,\"1 High Street\nIpoh\",a@mail.example\nBen,,not an address\n");

        Assert.Equal((1, 1), (summary.Registered, summary.Rejected));
        Assert.Equal((4L, "email"), (rejected.Single().Line, rejected.Single().Field));
    }

    [Fact]
    public async Task A_line_break_within_a_name_is_taken_for_a_missing_quote()
    {
        var (summary, rejected) = await LoadAsync("name,email\n\"Anna\nLee\",a@mail.example\nBen,b@mail.example\n");

        Assert.Equal((1, "Ben"), (summary.Registered, All().Single().Name));
        Assert.Contains(rejected, fault => fault.Line == 2);
    }

    [Fact]
    public async Task A_field_of_ten_megabytes_rejects_its_line_and_no_more()
    {
        var huge = new string('x', 10 * 1024 * 1024);
        var (summary, rejected) = await LoadAsync($"name,email\nAnna,a@mail.example\n{huge},h@mail.example\n\"{huge}\",q@mail.example\nBen,b@mail.example\n");

        Assert.Equal((2, 2), (summary.Registered, summary.Rejected));
        Assert.Equal([3L, 4L], rejected.Select(fault => fault.Line));
        Assert.All(rejected, fault => Assert.True(fault.Reason.Length < 200));
    }

    [Theory]
    [InlineData("An\u0000na")]
    [InlineData("An\u0007na")]
    [InlineData("An\tna")]
    public async Task A_control_character_rejects_its_line(string name)
    {
        var (summary, rejected) = await LoadAsync($"name,email\n{name},a@mail.example\nBen,b@mail.example\n");

        Assert.Equal((1, 1), (summary.Registered, summary.Rejected));
        Assert.Equal((2L, "name"), (rejected.Single().Line, rejected.Single().Field));
    }

    [Theory]
    [InlineData("محمد الحربي")]
    [InlineData("👩‍👩‍👧 Zoë 😀")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Robert'); DROP TABLE customers;--")]
    [InlineData("'t Hooft")]
    [InlineData("=1+1")]
    public async Task Text_of_any_kind_goes_in_as_it_is(string name)
    {
        await LoadAsync($"name,email\n\"{name}\",a@mail.example\n");

        Assert.Equal(name, Assert.Single(All()).Name);
    }

    [Fact]
    public async Task What_an_export_guarded_against_formulas_comes_back_as_it_was()
    {
        await LoadAsync("name,email\n'=1+1,a@mail.example\n");

        Assert.Equal("=1+1", Assert.Single(All()).Name);
    }

    [Theory]
    [InlineData("registered_at", "31.01.2024")]
    [InlineData("registered_at", "2024-13-01")]
    [InlineData("last_activity_at", "yesterday")]
    [InlineData("last_activity_at", "2999-01-01")]
    [InlineData("registered_at", "2999-01-01T00:00:00Z")]
    public async Task A_date_that_is_none_or_lies_in_the_future_rejects_its_line(string column, string date)
    {
        var (summary, rejected) = await LoadAsync($"name,email,{column}\nAnna,a@mail.example,{date}\n");

        Assert.Equal((0, 1), (summary.Registered, summary.Rejected));
        Assert.Equal((2L, column), (rejected.Single().Line, rejected.Single().Field));
    }

    [Fact]
    public async Task A_line_may_have_several_faults_and_counts_as_one_rejected_line()
    {
        var (summary, rejected) = await LoadAsync("name,mobile,email,status\n,none,nowhere,Sleeping\n");

        Assert.Equal((1, 1), (summary.Lines, summary.Rejected));
        Assert.Equal(["email", "mobile", "name", "status"], rejected.Select(fault => fault.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Anna", "line")]
    [InlineData("Anna,a@mail.example,extra", "line")]
    [InlineData("Anna,", "identifier")]
    [InlineData(",a@mail.example", "name")]
    public async Task A_name_and_one_identifier_are_required_and_lines_are_as_wide_as_the_header(string line, string field)
    {
        var (summary, rejected) = await LoadAsync($"name,email\n{line}\nBen,b@mail.example\n");

        Assert.Equal((1, 1), (summary.Registered, summary.Rejected));
        Assert.Equal(field, rejected.Single().Field);
    }

    [Fact]
    public async Task The_reasons_of_rejected_lines_hold_nothing_of_what_stood_there()
    {
        var (_, rejected) = await LoadAsync(
            "name,mobile,email,external_id,registered_at,status,label\nSecretname,secretmobile,secretmail,,secretdate,secretstatus,\nOk,,,X-1,,,secretlabel\n");

        Assert.Equal(5, rejected.Count);
        Assert.DoesNotContain(rejected, fault => fault.Reason.Contains("secret", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Status_and_label_begin_a_new_customer_and_the_label_decides()
    {
        await MakeLabelAsync("Lost phone", CustomerStatus.Suspended);
        var (_, rejected) = await LoadAsync(
            """
            name,external_id,status,label
            Anna,A,fraud_suspected,
            Ben,B,,lost PHONE
            Cleo,C,Suspended,Lost phone
            Dan,D,Active,Lost phone
            Eve,E,,No such label
            """);

        Assert.Equal([CustomerStatus.FraudSuspected, CustomerStatus.Suspended, CustomerStatus.Suspended], new[] { "A", "B", "C" }.Select(id => Single(id).Status));
        Assert.Equal(Single("B").LabelId, Single("C").LabelId);
        Assert.Equal([(5L, "status"), (6L, "label")], rejected.Select(fault => (fault.Line, fault.Field)));
        Assert.Equal(3, All().Count);
    }

    [Fact]
    public async Task A_status_that_differs_for_a_known_customer_is_left_alone_and_counted()
    {
        await LoadAsync("name,external_id,status\nAnna,A,Active\nBen,B,Active\n");
        var (summary, _) = await LoadAsync("name,external_id,status\nAnna,A,Blocked\nBen,B,Active\n");

        Assert.Equal((1, 2, 0), (summary.StatusLeftAsIs, summary.Unchanged, summary.Amended));
        Assert.Equal(CustomerStatus.Active, Single("A").Status);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_even_where_its_lines_contradict_each_other()
    {
        const string File =
            """
            name,mobile,email,external_id,card_number,status
            Anna Lee,012-345 6789,a@mail.example,A,1111,Suspended
            Ben Ng,013-345 6789,,,2222,
            Cleo Tan,014-345 6789,c@mail.example,,,Deleted
            Dan Goh,,d@mail.example,,,
            Anna Maria Lee,,new@mail.example,A,,
            Ben Ng,013-999 6789,,,2222,
            Anna Lee,012-345 6789,,A,,
            Fay Ho,,,F,3333,Deleted
            Fay Ho,,,F,3333,
            """;
        var first = (await LoadAsync(File)).Summary;
        var before = Dump();
        var (second, rejected) = await LoadAsync(File);

        Assert.Equal((9, 6, 3), (first.Lines, first.Registered, first.Amended + first.Unchanged));
        Assert.Empty(rejected);
        Assert.Equal((9, 0, 0, 9), (second.Lines, second.Registered, second.Amended, second.Unchanged));
        Assert.Equal(before, Dump());
    }

    [Fact]
    public async Task A_second_line_of_the_same_identity_amends_with_an_event_that_names_the_fields()
    {
        var (summary, _) = await LoadAsync("name,external_id,email\nAnna,A,\nAnna Lee,a,a@mail.example\nAnna Lee,A,\n");

        Assert.Equal((1, 2), (summary.Registered, summary.Amended + summary.Unchanged));
        var (anna, events) = (Single("A"), Events("A"));
        Assert.Equal(("Anna Lee", "a@mail.example"), (anna.Name, anna.Email));
        Assert.Equal([EventKind.Registered, EventKind.DetailsChanged], events.Select(happened => happened.Kind));
        Assert.Contains("email", events[1].Data!["fields"], StringComparison.Ordinal);
        Assert.All(events, happened => Assert.Equal(summary.Batch, happened.BatchId));
        Assert.All(events, happened => Assert.Equal((ActorKind.System, Channel.Import, "Import of file.csv"), (happened.ActorKind, happened.Channel, happened.ActorName)));
        Assert.Null(EventChain.FirstBreak(events));
    }

    [Theory]
    [InlineData("Anna Lee,+60 12-345 6789,,,", "mobile")]
    [InlineData("ANNA  LÉE,,A@Mail.example,,", "e-mail")]
    [InlineData("Anna Lee,,,ext-1,", "external id")]
    [InlineData("Anna Lee,,,,62 78", "card")]
    public async Task A_line_means_whoever_has_its_identity_already(string line, string by)
    {
        const string Header = "name,mobile,email,external_id,card_number\n";
        await LoadAsync(Header + "Anna Lee,012-345 6789,a@mail.example,EXT-1,6278\n");

        var (summary, rejected) = await LoadAsync(Header + line + "\n");

        Assert.Empty(rejected);
        Assert.True(summary.Registered == 0, by);
        Assert.Single(All());
    }

    [Fact]
    public async Task Others_with_the_same_mobile_or_the_same_name_are_other_people()
    {
        var (summary, _) = await LoadAsync("name,mobile\nAnna Lee,012-345 6789\nBen Lee,012-345 6789\nAnna Lee,012-345 6780\n");

        Assert.Equal(3, summary.Registered);
    }

    [Fact]
    public async Task An_external_id_and_a_card_of_two_customers_clash_and_the_line_is_rejected()
    {
        await LoadAsync("name,external_id,card_number\nAnna,A,1111\nBen,B,2222\n");
        var before = Dump();

        var (summary, rejected) = await LoadAsync("name,external_id,card_number\nAnna,A,2222\nCleo,C,1111\n");

        Assert.Equal(2, summary.Rejected);
        Assert.All(rejected, fault => Assert.Equal("card_number", fault.Field));
        Assert.Equal(before, Dump());
    }

    [Fact]
    public async Task A_deleted_customer_has_released_the_identifiers_so_the_line_makes_a_new_one()
    {
        await LoadAsync("name,external_id,card_number\nAnna,A,1111\n");
        var old = Single("A");
        var gone = await _store.Get<ChangeStatus>().RunAsync(
            new ChangeStatusRequest(old.Id, LabelChoice.Named("Deleted"), null, "Asked for it.", null, null), _store.Actor(Role.Agent));
        Assert.Null(gone.Refusal);

        var (summary, _) = await LoadAsync("name,external_id,card_number\nAnna,A,1111\n");

        Assert.Equal((1, 2), (summary.Registered, All().Count));
        Assert.Contains(All(), customer => customer.Id != old.Id && customer.Status == CustomerStatus.Active);
    }

    [Fact]
    public async Task What_was_loaded_is_found_by_search_and_counted()
    {
        await LoadAsync("name,mobile,external_id,status\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"Anna Number{i},012-3{i:000000},E{i},{(i % 10 == 0 ? "Blocked" : "")}\n")));

        using var scope = Scope();
        Assert.Equal(5000, scope.Db.Customers.Count());
        Assert.Equal(scope.Db.Customers.AsEnumerable().CountBy(customer => customer.LabelId).OrderBy(pair => pair.Key.Value).Select(pair => (pair.Key, (long)pair.Value)),
            scope.Db.LabelCounts.AsEnumerable().Where(count => count.Customers > 0).OrderBy(count => count.LabelId.Value).Select(count => (count.LabelId, count.Customers)));
        foreach (var typed in new[] { "number4321", "012-3004321", "E4321" })
        {
            Assert.Contains(_store.Get<SearchCustomers>().Run(typed, 20, _store.Actor(Role.Agent)).Value.Hits, hit => hit.Customer.Name == "Anna Number4321");
        }
    }

    [Fact]
    public async Task A_trial_says_what_the_load_would_and_keeps_nothing()
    {
        const string File = "name,external_id,status,email\nAnna,A,,\nBen,B,Blocked,\nAnna Lee,A,,\nBad,,,\n";
        await LoadAsync("name,external_id\nBen,B\n");
        var before = Dump();

        var (trial, trialRejected) = await RunAsync(Encoding.UTF8.GetBytes(File), dryRun: true);

        Assert.Equal(before, Dump());
        Assert.Empty(Directory.EnumerateDirectories(_store.Folder));
        var (real, rejected) = await LoadAsync(File);
        var nothing = (Guid.Empty, TimeSpan.Zero, Array.Empty<string>());
        Assert.Equal(real with { Batch = nothing.Empty, Elapsed = nothing.Zero, UnknownColumns = nothing.Item3 }, trial.Value with { Batch = nothing.Empty, Elapsed = nothing.Zero, UnknownColumns = nothing.Item3 });
        Assert.Equal(rejected, trialRejected);
    }

    [Fact]
    public async Task Whoever_may_not_register_customers_may_not_load_a_file()
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("name,email\nAnna,a@mail.example\n"));

        var outcome = await _store.Get<ImportCustomers>().RunAsync(new ImportRequest(content, false, _ => { }), _store.Actor(Role.Viewer));

        Assert.IsType<NotPermitted>(outcome.Refusal);
        Assert.Empty(All());
    }

    [Fact]
    public async Task A_file_goes_into_its_own_organisation_alone()
    {
        await LoadAsync("name,external_id\nAnna,A\n");
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("name,external_id\nAnna of the other,A\n"));

        var outcome = await _store.Get<ImportCustomers>().RunAsync(new ImportRequest(content, false, _ => { }), _store.Actor(Role.Agent, _store.OtherTenant));

        Assert.Equal(1, outcome.Value.Registered);
        Assert.Equal("Anna", Single("A").Name);
    }

    [Fact]
    public async Task An_external_id_is_taken_for_everybody_as_soon_as_its_line_is_in()
    {
        // Search rows of a load are written later; this one has to be there at once.
        await _store.Get<Core.Store.Writer>().RunAsync<Done>(_store.Tenant, transaction =>
        {
            var details = CustomerDetails.Read(new RawDetails { Name = "Anna", ExternalId = "A" }, "MY", transaction.Now).Value;
            var (customer, registered) = Customer.Register(
                CustomerId.New(transaction.Now), _store.Tenant, details, transaction.Catalogue.SystemLabel(CustomerStatus.Active), _store.Actor(Role.Agent), transaction.Now);
            transaction.Add(customer, registered, Core.Store.Indexing.Later);
            return new Done();
        });

        var outcome = await _store.Get<RegisterCustomer>().RunAsync(
            new RegisterCustomerRequest(new RawDetails { Name = "Somebody else", ExternalId = "a" }, null), _store.Actor(Role.Agent));

        Assert.IsType<IdentifierTaken>(outcome.Refusal);
    }

    private async Task<(ImportSummary Summary, IReadOnlyList<RejectedLine> Rejected)> LoadAsync(string content, Encoding? encoding = null)
    {
        encoding ??= new UTF8Encoding(false);
        var (outcome, rejected) = await RunAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(content)]);
        var summary = outcome.Value;
        Assert.Equal(summary.Lines, summary.Registered + summary.Amended + summary.Unchanged + summary.Rejected);
        return (summary, rejected);
    }

    private async Task<(Outcome<ImportSummary> Outcome, IReadOnlyList<RejectedLine> Rejected)> RunAsync(byte[] file, bool dryRun = false)
    {
        using var content = new MemoryStream(file);
        var rejected = new List<RejectedLine>();
        var outcome = await _store.Get<ImportCustomers>().RunAsync(
            new ImportRequest(content, dryRun, rejected.Add), Core.Kernel.Actor.System(_store.Tenant, "Import of file.csv", Channel.Import));
        return (outcome, rejected);
    }

    private async Task MakeLabelAsync(string name, CustomerStatus status)
    {
        var draft = new Core.Domain.Labels.LabelDraft { Name = name, Status = status, Colour = "amber", Icon = "phone_locked" };
        Assert.Null((await _store.Get<ManageLabels>().CreateAsync(draft, _store.Actor(Role.Supervisor))).Refusal);
    }

    private ReadScope Scope() => _store.Get<SqliteDatabase>().Read(_store.Tenant);

    private string Dump() => StoreDump.Of(_store);

    private List<Customer> All()
    {
        using var scope = Scope();
        return [.. scope.Db.Customers];
    }

    private Customer Single(string externalId)
    {
        using var scope = Scope();
        return scope.Db.Customers.Single(customer => customer.ExternalId == externalId);
    }

    private List<CustomerEvent> Events(string externalId)
    {
        var id = Single(externalId).Id;
        using var scope = Scope();
        return [.. scope.Db.Events.Where(happened => happened.CustomerId == id).OrderBy(happened => happened.Sequence)];
    }
}
